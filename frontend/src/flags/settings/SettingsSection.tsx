import { useNavigate } from "react-router";
import { CheckField } from "../../page/CheckField.tsx";
import { ListField } from "../../page/ListField.tsx";
import { SelectField } from "../../page/SelectField.tsx";
import { TextArea } from "../../page/TextArea.tsx";
import { TextField } from "../../page/TextField.tsx";
import { formatInstant } from "../../format/date.ts";
import { DeleteFlag } from "../list/DeleteFlag.tsx";
import { RestoreFlag } from "../list/RestoreFlag.tsx";
import type { SectionProps } from "../page/sections.ts";
import { inOneText } from "../../draft/settingError.ts";
import { LIFETIME_NAMES } from "../words.ts";

/** What the flag is called, who answers for it, how long it is to live, and who may see it. */
export function SettingsSection({ draft, onNews }: SectionProps) {
  const { flag, set, errorsFor } = draft;
  const navigate = useNavigate();
  const errorOf = (setting: Parameters<typeof errorsFor>[0]) => inOneText(errorsFor(setting));
  return (
    <div className="panel">
      <TextField
        label="Name"
        required
        maxLength={200}
        hint="What people call it. Code knows it by its key, which never changes."
        value={flag.name}
        error={errorOf("name")}
        onText={(text) => {
          set({ name: text });
        }}
      />
      <TextArea
        label="Description"
        hint="What it is for, and what has to happen before it can go."
        value={flag.description}
        error={errorOf("description")}
        onText={(text) => {
          set({ description: text });
        }}
      />
      <TextField
        label="Owner"
        maxLength={200}
        hint="Whom to ask about it: a person or a team."
        value={flag.owner}
        error={errorOf("owner")}
        onText={(text) => {
          set({ owner: text });
        }}
      />
      <ListField
        label="Tags"
        noun="tag"
        hint="To find it by."
        whenEmpty="No tags."
        items={flag.tags}
        error={errorOf("tags")}
        onItems={(tags) => {
          set({ tags });
        }}
      />
      <SelectField
        label="Lifetime"
        hint="A temporary flag is called stale when it is past its expected end. A permanent one has no end."
        value={flag.lifetime}
        choices={LIFETIME_NAMES}
        error={errorOf("lifetime")}
        onChoose={(lifetime) => {
          set(lifetime === "permanent" ? { lifetime, expectedEnd: null } : { lifetime });
        }}
      />
      {flag.lifetime === "temporary" && (
        <TextField
          label="Expected end"
          type="date"
          hint="The last day on which it is needed. May be left empty."
          value={flag.expectedEnd ?? ""}
          error={errorOf("expectedEnd")}
          onText={(text) => {
            set({ expectedEnd: text || null });
          }}
        />
      )}
      <CheckField
        label="Visible to clients"
        hint="Apps with a client key that evaluate flags themselves (GrowthBook SDKs) get this flag with its rules: anybody can read those on the device. Listed users travel as fingerprints, never as ids. Apps that ask the server (OFREP) get its value either way."
        checked={flag.clientVisible}
        onCheck={(clientVisible) => {
          set({ clientVisible });
        }}
      />
      {errorOf("clientVisible") && (
        <small className="field-error" role="alert">
          {errorOf("clientVisible")}
        </small>
      )}
      <p className="hint">
        Made {formatInstant(flag.createdAt)} by {flag.createdBy}. Its seed <code>{flag.seed}</code> draws its roll-out
        and never changes.
      </p>
      <section className="danger-zone" aria-labelledby="going-title">
        <h4 id="going-title">When it is not needed any more</h4>
        <p className="hint">Archiving takes it out of use and can be undone; do it once no code asks for it.</p>
        <div className="buttons">
          {flag.archived && <RestoreFlag flag={flag} onNews={onNews} />}
          <DeleteFlag
            flag={flag}
            onNews={onNews}
            onGone={() => {
              void navigate("/admin/feature-flags");
            }}
          />
        </div>
      </section>
    </div>
  );
}
