import { asProblem } from "../../api/problem.ts";
import { formatInstant } from "../../format/date.ts";
import { stateInWords, type Flag } from "../flag.ts";
import { FlagBadges } from "../FlagBadges.tsx";
import { RefusedChange } from "../RefusedChange.tsx";
import { useFlagChange } from "../useFlagChanges.ts";
import type { FlagDraft } from "./useFlagDraft.ts";

interface FlagHeaderProps {
  readonly flag: Flag;
  readonly draft: FlagDraft;
  readonly news: string;
  readonly onNews: (news: string) => void;
}

/** The flag's name, what it does at this moment, and its switch, which acts at once. */
export function FlagHeader({ flag, draft, news, onNews }: FlagHeaderProps) {
  const change = useFlagChange(flag);
  const enabled = change.isPending && "enabled" in change.variables ? change.variables.enabled : flag.enabled;
  const toggle = (wanted: boolean) => {
    if (change.isPending) return;
    change.mutate(
      { enabled: wanted },
      {
        onSuccess(saved) {
          // What is not saved yet goes on from the switched flag, unless somebody else changed it before.
          if (draft.base.version === flag.version) draft.rebase(saved);
          onNews(`Saved: ${saved.key} is ${stateInWords(saved)}.`);
        },
      },
    );
  };
  return (
    <>
      <header className="page-header thing-header">
        <div>
          <h2 id="flag-title">{flag.name}</h2>
          <code>{flag.key}</code>
        </div>
        <p role="status">{news}</p>
        <label className="field inline">
          <input
            type="checkbox"
            role="switch"
            className="switch"
            aria-label={`${flag.key} on`}
            aria-busy={change.isPending}
            checked={enabled}
            disabled={flag.archived}
            onChange={(event) => {
              toggle(event.target.checked);
            }}
          />
          {enabled ? "On" : "Off"}
        </label>
      </header>
      <FlagBadges flag={flag} />
      <p className="hint">{now(flag)}</p>
      {change.error && (
        <RefusedChange
          problem={asProblem(change.error)}
          onReload={(current) => {
            draft.rebase(current);
            change.reset();
          }}
        />
      )}
    </>
  );
}

function now(flag: Flag): string {
  const { effective, archived, version, updatedAt } = flag;
  const state = archived ? "archived, and so unknown to whoever asks" : stateInWords(effective);
  const next = effective.nextChangeAt ? ` until ${formatInstant(effective.nextChangeAt)}` : "";
  return `Now ${state}${next}. Version ${version}, saved ${formatInstant(updatedAt)}. The switch acts within seconds.`;
}
