import { Link } from "react-router";
import { asProblem } from "../../api/problem.ts";
import { formatInstant } from "../../format/date.ts";
import { flagAddress, stateInWords, type Flag } from "../flag.ts";
import { FlagBadges } from "../FlagBadges.tsx";
import { RefusedChange } from "../RefusedChange.tsx";
import { PERCENTAGE_FIELD, RolloutForm } from "./RolloutForm.tsx";
import { useFlagChange, type FlagChange } from "../useFlagChanges.ts";
import { useReload } from "../useReload.ts";
import { DeleteFlag } from "./DeleteFlag.tsx";
import { RestoreFlag } from "./RestoreFlag.tsx";

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
        onNews(`Saved: ${saved.key} is ${stateInWords(saved)}.`);
      },
    });
  };
  const wanted = change.isPending && "enabled" in change.variables ? change.variables : flag;
  const problem = change.error && asProblem(change.error);
  return (
    <>
      <tr data-flag={flag.key}>
        <th scope="row">
          <Link to={flagAddress(flag.key)}>
            <code>{flag.key}</code>
          </Link>
          <div>{flag.name}</div>
          {flag.description && <small className="hint">{flag.description}</small>}
          {flag.owner && <small className="hint">Owner: {flag.owner}</small>}
          <FlagBadges flag={flag} />
        </th>
        <td>
          <input
            type="checkbox"
            role="switch"
            className="switch"
            aria-label={`${flag.key} on`}
            aria-busy={change.isPending}
            checked={wanted.enabled}
            disabled={flag.archived}
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
          <div className="buttons">
            {flag.archived && <RestoreFlag flag={flag} onNews={onNews} />}
            <DeleteFlag flag={flag} onNews={onNews} />
          </div>
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

function audience({ roles, segments, userIds, excludedUserIds, rules }: Flag): string {
  const groups = [...roles, ...segments];
  const parts = [
    groups.length > 0 ? groups.join(", ") : "everybody",
    rules.length > 0 && `${rules.length} ${rules.length === 1 ? "rule" : "rules"}`,
    userIds.length > 0 && `${userIds.length} named`,
    excludedUserIds.length > 0 && `${excludedUserIds.length} excluded`,
  ];
  return parts.filter(Boolean).join(", ");
}
