import { Link } from "react-router";
import { PERCENT } from "../../page/notations.ts";
import { CheckField } from "../../page/CheckField.tsx";
import { ListField } from "../../page/ListField.tsx";
import { TypedField } from "../../page/TypedField.tsx";
import { flagAddress, ROLES } from "../flag.ts";
import { inOneText } from "../../draft/settingError.ts";
import type { FlagDraft } from "../page/useFlagDraft.ts";

const ROLE_NAMES = { CLIENT: "Clients", CA: "CAs", ADMIN: "Admins" };

/** The share of users, and the roles and segments that it is a share of. */
export function RolloutFields({ draft: { flag, set, errorsFor } }: { draft: FlagDraft }) {
  return (
    <>
      <TypedField
        label="Roll-out in percent"
        inputMode="decimal"
        notation={PERCENT}
        hint="Of the users below, drawn by a hash of their id: the same user always falls on the same side, and as the percentage grows users only ever join. Lowered, those who joined last leave first."
        value={flag.rolloutPercentage}
        error={inOneText(errorsFor("rolloutPercentage"))}
        onValue={(rolloutPercentage) => {
          set({ rolloutPercentage });
        }}
      />
      {flag.progressiveRollout && (
        <p className="alert info">
          <span>
            A <Link to={flagAddress(flag.key, "schedule")}>progressive roll-out</Link> sets the percentage by itself,
            now to {flag.effective.rolloutPercentage} %. Setting it by hand ends that.
          </span>
        </p>
      )}
      <fieldset>
        <legend>Roles</legend>
        <small className="hint">Only users with one of these roles take part; with none ticked, everybody does.</small>
        <div className="buttons">
          {ROLES.map((role) => (
            <CheckField
              key={role}
              label={ROLE_NAMES[role]}
              checked={flag.roles.includes(role)}
              onCheck={(checked) => {
                set({ roles: ROLES.filter((one) => (one === role ? checked : flag.roles.includes(one))) });
              }}
            />
          ))}
        </div>
      </fieldset>
      <ListField
        label="Segments"
        noun="segment"
        hint="Keys of segments. Only users in one of them take part."
        whenEmpty="Users take part whatever segment they are in."
        items={flag.segments}
        error={inOneText(errorsFor("segments"))}
        onItems={(segments) => {
          set({ segments });
        }}
      />
    </>
  );
}
