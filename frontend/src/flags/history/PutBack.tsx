import type { AuditEntry } from "../../audit/entry.ts";
import { asProblem } from "../../api/problem.ts";
import { ConfirmDialog } from "../../page/ConfirmDialog.tsx";
import type { Flag } from "../flag.ts";
import type { FlagDraft } from "../page/useFlagDraft.ts";
import { RefusedChange } from "../RefusedChange.tsx";
import { useFlagRevert } from "../useFlagChanges.ts";
import { fieldName } from "../words.ts";
import { changesBetween } from "../../changes/changes.ts";
import { Changes } from "../../changes/Changes.tsx";

interface PutBackProps {
  readonly flag: Flag;
  readonly entry: AuditEntry;
  readonly draft: FlagDraft;
  readonly onNews: (news: string) => void;
}

/** Makes the flag what it was at an earlier version, once the admin has seen what that changes. */
export function PutBack({ flag, entry, draft, onNews }: PutBackProps) {
  const revert = useFlagRevert(flag);
  const { version, after } = entry;
  if (version === null || after === null) return null;
  return (
    <ConfirmDialog
      opener="Put back"
      openerLabel={`Put back version ${version}`}
      title={`Put back version ${version}?`}
      yes="Put it back"
      busy={revert.isPending}
      onOpen={() => {
        revert.reset();
      }}
      onYes={(close) => {
        revert.mutate(version, {
          onSuccess(saved) {
            draft.discard();
            close();
            onNews(`Put back version ${version}, as version ${saved.version}.`);
          },
        });
      }}
    >
      <p>This is what changes:</p>
      <Changes changes={changesBetween(flag, withWhatStays(after, flag))} nameOf={fieldName} />
      {draft.changed.length > 0 && <p>Your unsaved changes will be lost.</p>}
      {revert.error && (
        <RefusedChange
          problem={asProblem(revert.error)}
          onReload={(current) => {
            draft.rebase(current);
            revert.reset();
          }}
        />
      )}
    </ConfirmDialog>
  );
}

/** The state of then, with what no putting back touches: a flag that was made anew has another seed and origin. */
function withWhatStays(then: object, { seed, createdAt, createdBy }: Flag): object {
  return { ...then, seed, createdAt, createdBy };
}
