import { useId, useState } from "react";
import { Link } from "react-router";
import { sameJson, type Json } from "../../api/json.ts";
import { ANY_JSON, OBJECT_OR_NOTHING } from "../../page/notations.ts";
import { SelectField } from "../../page/SelectField.tsx";
import { TextField } from "../../page/TextField.tsx";
import { TypedArea, TypedField } from "../../page/TypedField.tsx";
import { flagAddress, type Prerequisite } from "../flag.ts";
import { EVERY_FLAG } from "../list/filter.ts";
import { useTypedFilter } from "../../page/useTypedFilter.ts";
import { useFlags } from "../list/useFlags.ts";
import { inOneText } from "../../draft/settingError.ts";
import type { FlagDraft } from "../page/useFlagDraft.ts";

const TRUE = { value: true };

/** Other flags that must serve a certain value before this one serves anything but its default. */
export function Prerequisites({ draft }: { draft: FlagDraft }) {
  const { flag, set, errorsFor } = draft;
  const prerequisites = flag.prerequisites;
  const errors = inOneText(errorsFor("prerequisites"));
  return (
    <>
      {prerequisites.length === 0 && <p className="hint">No other flag has to be on for this one.</p>}
      <ul className="cards">
        {prerequisites.map((prerequisite, index) => (
          <PrerequisiteCard
            key={prerequisite.flag}
            prerequisite={prerequisite}
            onChange={(changed) => {
              set({ prerequisites: prerequisites.with(index, changed) });
            }}
            onRemove={() => {
              set({ prerequisites: prerequisites.toSpliced(index, 1) });
            }}
          />
        ))}
      </ul>
      {errors && (
        <small className="field-error" role="alert">
          {errors}
        </small>
      )}
      <AddPrerequisite
        taken={[flag.key, ...prerequisites.map((one) => one.flag)]}
        onAdd={(key) => {
          set({ prerequisites: [...prerequisites, { flag: key, condition: TRUE }] });
        }}
      />
    </>
  );
}

interface PrerequisiteCardProps {
  readonly prerequisite: Prerequisite;
  readonly onChange: (prerequisite: Prerequisite) => void;
  readonly onRemove: () => void;
}

type Demand = "true" | "value" | "condition";

const DEMANDS: Record<Demand, string> = {
  true: "serves true",
  value: "serves exactly this value",
  condition: "serves a value that meets a condition",
};

function PrerequisiteCard({ prerequisite, onChange, onRemove }: PrerequisiteCardProps) {
  const condition = prerequisite.condition ?? TRUE;
  const [demand, setDemand] = useState<Demand>(() => demandOf(condition));
  const { flag } = prerequisite;
  return (
    <li className="card">
      <div className="buttons">
        <Link to={flagAddress(flag)}>
          <code>{flag}</code>
        </Link>
        <button type="button" aria-label={`Remove prerequisite ${flag}`} onClick={onRemove}>
          Remove
        </button>
      </div>
      <SelectField
        label={`This flag is open only where ${flag}`}
        value={demand}
        choices={DEMANDS}
        onChoose={(chosen) => {
          setDemand(chosen);
          if (chosen === "true") onChange({ flag, condition: TRUE });
        }}
      />
      {demand === "value" && (
        <TypedField
          label="Value"
          hint='As JSON: a text in quotes, such as "blue", or a number.'
          notation={ANY_JSON}
          value={condition.value ?? null}
          onValue={(value: Json) => {
            onChange({ flag, condition: { value } });
          }}
        />
      )}
      {demand === "condition" && (
        <TypedArea
          label="Condition on its value"
          hint='In GrowthBook’s language, such as {"value": {"$gt": 3}}.'
          notation={OBJECT_OR_NOTHING}
          value={condition}
          onValue={(written) => {
            onChange({ flag, ...(written && { condition: written }) });
          }}
        />
      )}
    </li>
  );
}

function demandOf(condition: Record<string, unknown>): Demand {
  if (sameJson(condition, TRUE)) return "true";
  const plain = Object.keys(condition).join() === "value" && typeof condition["value"] !== "object";
  return plain ? "value" : "condition";
}

interface AddPrerequisiteProps {
  readonly taken: readonly string[];
  readonly onAdd: (key: string) => void;
}

/** Finds a flag by what is typed. */
function AddPrerequisite({ taken, onAdd }: AddPrerequisiteProps) {
  const listId = useId();
  const [search, setSearch] = useState("");
  const [typed, setTyped] = useTypedFilter(search, setSearch);
  const found = useFlags({ ...EVERY_FLAG, search }).data?.pages[0]?.items ?? [];
  const key = typed.trim();
  return (
    <div className="add">
      <TextField
        label="Add a prerequisite"
        hint="The key of a flag; type to find it. It must exist, and may not require this one in turn."
        list={listId}
        autoComplete="off"
        value={typed}
        onText={setTyped}
      />
      <datalist id={listId}>
        {found
          .filter((flag) => !taken.includes(flag.key))
          .map((flag) => (
            <option key={flag.key} value={flag.key}>
              {flag.name}
            </option>
          ))}
      </datalist>
      <button
        type="button"
        disabled={key === "" || taken.includes(key)}
        aria-label="Add prerequisite"
        onClick={() => {
          onAdd(key);
          setTyped("");
          setSearch("");
        }}
      >
        Add
      </button>
    </div>
  );
}
