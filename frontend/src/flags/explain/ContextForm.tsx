import { useState } from "react";
import type { JsonObject } from "../../api/json.ts";
import { browserTimeZone, fromLocalText } from "../../format/localTime.ts";
import { CheckField } from "../../page/CheckField.tsx";
import { OBJECT_OR_NOTHING } from "../../page/notations.ts";
import { SubmitButton } from "../../page/SubmitButton.tsx";
import { TextField } from "../../page/TextField.tsx";
import { TypedArea } from "../../page/TypedField.tsx";
import { MistakesContext } from "../../page/mistakes.ts";
import { useMistakes } from "../../page/useMistakes.ts";
import { ROLES, type Role } from "../flag.ts";
import type { ExplainQuestion } from "./explanation.ts";

interface ContextFormProps {
  readonly busy: boolean;
  readonly onAsk: (question: ExplainQuestion) => void;
}

/** Says who the user is: with simple fields, and everything else as JSON. */
export function ContextForm({ busy, onAsk }: ContextFormProps) {
  const [user, setUser] = useState("");
  const [roles, setRoles] = useState<readonly Role[]>([]);
  const [segments, setSegments] = useState("");
  const [others, setOthers] = useState<JsonObject>();
  const [when, setWhen] = useState("");
  const { mistakes, tell } = useMistakes();
  const keys = segments.split(/[\s,]+/).filter((segment) => segment !== "");
  // What is empty is not said: the profile of a known user fills it in, as it does for apps.
  const context: JsonObject = {
    ...(user.trim() && { targetingKey: user.trim() }),
    ...(roles.length > 0 && { roles }),
    ...(keys.length > 0 && { segments: keys }),
    ...others,
  };
  return (
    <MistakesContext value={tell}>
      <form
        className="panel"
        aria-label="Whom to try"
        onSubmit={(event) => {
          event.preventDefault();
          const at = fromLocalText(when);
          if (mistakes.length === 0) onAsk({ context, ...(at && { at }) });
        }}
      >
        <div className="controls hinted">
          <TextField
            label="User id"
            hint="Empty for somebody unknown. What you leave out, a known user’s profile fills in."
            value={user}
            onText={setUser}
          />
          <TextField label="Segments" hint="Keys, separated by commas." value={segments} onText={setSegments} />
          <TextField
            label="At"
            type="datetime-local"
            hint={`Empty for now. In ${browserTimeZone()}; a time to come shows what is scheduled.`}
            value={when}
            onText={setWhen}
          />
        </div>
        <fieldset>
          <legend>Roles</legend>
          <div className="buttons">
            {ROLES.map((role) => (
              <CheckField
                key={role}
                label={role}
                checked={roles.includes(role)}
                onCheck={(checked) => {
                  setRoles(ROLES.filter((one) => (one === role ? checked : roles.includes(one))));
                }}
              />
            ))}
          </div>
        </fieldset>
        <TypedArea
          label="More attributes"
          hint='As a JSON object, such as {"country": "IE", "plan": {"name": "pro"}}. It may hold the whole context of an app.'
          rows={3}
          notation={OBJECT_OR_NOTHING}
          value={others}
          onValue={setOthers}
        />
        <div className="buttons">
          <SubmitButton busy={busy}>Explain</SubmitButton>
        </div>
      </form>
    </MistakesContext>
  );
}
