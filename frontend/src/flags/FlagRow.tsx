import { asProblem } from "../api/problem.ts";
import { formatInstant } from "../format/date.ts";
import { DeleteFlag } from "./DeleteFlag.tsx";
import type { Flag } from "./flag.ts";
import { RefusedChange } from "./RefusedChange.tsx";
import { PERCENTAGE_FIELD, RolloutForm } from "./RolloutForm.tsx";
import { useFlagChange, type FlagChange } from "./useFlagChanges.ts";
import { useReload } from "./useReload.ts";

interface FlagRowProps {
  readonly flag: Flag;
  readonly onNews: (news: string) => void;
}

/** One flag of the list: its switch, its roll-out, and what became of the last change. */
export function FlagRow({ flag, onNews }: FlagRowProps) {
  const reload = useReload();
  const change = useFlagChange(flag);
  const save = (wanted: FlagChange) => {
    if (change.isPending) return;
    change.mutate(wanted, {
      onSuccess: (saved) => {
        onNews(`Saved: ${saved.key} is ${describe(saved)}.`);
      },
    });
  };
  const wanted = change.isPending && "enabled" in change.variables ? change.variables : flag;
  const problem = change.error && asProblem(change.error);
  return (
    <>
      <tr data-flag={flag.key}>
        <th scope="row">
          <code>{flag.key}</code>
          <div>{flag.name}</div>
          {flag.description && <small className="hint">{flag.description}</small>}
        </th>
        <td>
          <input
            type="checkbox"
            role="switch"
            className="switch"
            aria-label={`${flag.key} on`}
            aria-busy={change.isPending}
            checked={wanted.enabled}
            onChange={(event) => {
              save({ enabled: event.target.checked });
            }}
          />
        </td>
        <td>
          <RolloutForm
            flag={flag}
            busy={change.isPending}
            problem={problem}
            onSave={(rolloutPercentage) => {
              save({ rolloutPercentage });
            }}
          />
        </td>
        <td>{audience(flag)}</td>
        <td>
          <time dateTime={flag.updatedAt}>{formatInstant(flag.updatedAt)}</time>
          <small className="hint">version {flag.version}</small>
        </td>
        <td>
          <DeleteFlag flag={flag} onNews={onNews} />
        </td>
      </tr>
      {problem && !problem.isOnlyAbout([PERCENTAGE_FIELD]) && (
        <tr className="refusal">
          <td colSpan={6}>
            <RefusedChange
              problem={problem}
              onReload={(current) => {
                reload(current);
                change.reset();
              }}
            />
          </td>
        </tr>
      )}
    </>
  );
}

function describe(flag: Flag): string {
  return `${flag.enabled ? "on" : "off"}, at ${flag.rolloutPercentage} %`;
}

function audience({ roles, userIds, excludedUserIds }: Flag): string {
  const parts = [
    roles.length > 0 ? roles.join(", ") : "everybody",
    userIds.length > 0 && `${userIds.length} named`,
    excludedUserIds.length > 0 && `${excludedUserIds.length} excluded`,
  ];
  return parts.filter(Boolean).join(", ");
}
