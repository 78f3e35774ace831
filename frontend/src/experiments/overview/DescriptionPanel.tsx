import { inOneText } from "../../draft/settingError.ts";
import { CheckField } from "../../page/CheckField.tsx";
import { ListField } from "../../page/ListField.tsx";
import { TextArea } from "../../page/TextArea.tsx";
import { TextField } from "../../page/TextField.tsx";
import type { ExperimentDraft, SettingName } from "../page/useExperimentDraft.ts";

/** What the experiment is called, what it is to find out, and who answers for it. */
export function DescriptionPanel({ draft }: { draft: ExperimentDraft }) {
  const { settings, set, errorsFor } = draft;
  const errorOf = (setting: SettingName) => inOneText(errorsFor(setting));
  return (
    <section className="panel" aria-labelledby="description-title">
      <h4 id="description-title">What it is</h4>
      <TextField
        label="Name"
        required
        maxLength={200}
        hint="What people call it. Code knows it by its key, which never changes."
        value={settings.name}
        error={errorOf("name")}
        onText={(name) => {
          set({ name });
        }}
      />
      <TextArea
        label="Hypothesis"
        rows={3}
        hint="What will change for whom, by how much, and why. Written down before the start, it keeps one from explaining any result afterwards."
        value={settings.hypothesis}
        error={errorOf("hypothesis")}
        onText={(hypothesis) => {
          set({ hypothesis });
        }}
      />
      <TextArea
        label="Description"
        rows={3}
        hint="What is tried, and whatever else helps to read the result."
        value={settings.description}
        error={errorOf("description")}
        onText={(description) => {
          set({ description });
        }}
      />
      <TextField
        label="Owner"
        maxLength={200}
        hint="Whom to ask about it: a person or a team."
        value={settings.owner}
        error={errorOf("owner")}
        onText={(owner) => {
          set({ owner });
        }}
      />
      <ListField
        label="Tags"
        noun="tag"
        hint="To find it by."
        whenEmpty="No tags."
        items={settings.tags}
        error={errorOf("tags")}
        onItems={(tags) => {
          set({ tags });
        }}
      />
      <CheckField
        label="Visible to clients"
        hint="Apps with a client key that assign variants themselves (GrowthBook SDKs) get it while it runs; anybody can read its targeting on the device. Testers travel as fingerprints, never as ids."
        checked={settings.clientVisible}
        onCheck={(clientVisible) => {
          set({ clientVisible });
        }}
      />
      {errorOf("clientVisible") && (
        <small className="field-error" role="alert">
          {errorOf("clientVisible")}
        </small>
      )}
    </section>
  );
}
