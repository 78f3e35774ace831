import { SelectField } from "../page/SelectField.tsx";
import { TextField } from "../page/TextField.tsx";
import { TypedField } from "../page/TypedField.tsx";
import { FIRST_OPERANDS, OPERATORS, type Demand, type OperatorName } from "./demands.ts";
import { OPERAND, OPERANDS } from "./operands.ts";

interface DemandLineProps {
  readonly demand: Demand;
  readonly number: number;
  readonly onChange: (demand: Demand) => void;
  readonly onRemove: () => void;
}

const CHOICES = Object.fromEntries(Object.entries(OPERATORS).map(([operator, { name }]) => [operator, name])) as Record<
  OperatorName,
  string
>;

const PRESENCE = { true: "yes", false: "no" };

/** One line of a condition: an attribute, how it is compared, and with what. */
export function DemandLine({ demand, number, onChange, onRemove }: DemandLineProps) {
  const { attribute, operator, operand } = demand;
  const kind = OPERATORS[operator].operand;
  return (
    <li className="demand">
      <TextField
        label={`Attribute ${number}`}
        hint={number === 1 ? "Such as country, plan.name, roles or id." : undefined}
        value={attribute}
        onText={(text) => {
          onChange({ ...demand, attribute: text.trim() });
        }}
      />
      <SelectField
        label={`Comparison ${number}`}
        value={operator}
        choices={CHOICES}
        onChoose={(chosen) => {
          const same = OPERATORS[chosen].operand === kind;
          onChange({
            attribute,
            operator: chosen,
            operand: same ? operand : FIRST_OPERANDS[OPERATORS[chosen].operand],
          });
        }}
      />
      {kind === "presence" ? (
        <SelectField
          label={`Operand ${number}`}
          value={operand === false ? "false" : "true"}
          choices={PRESENCE}
          onChoose={(chosen) => {
            onChange({ ...demand, operand: chosen === "true" });
          }}
        />
      ) : kind === "text" ? (
        <TextField
          label={`Operand ${number}`}
          value={typeof operand === "string" ? operand : ""}
          onText={(text) => {
            onChange({ ...demand, operand: text });
          }}
        />
      ) : (
        <TypedField
          key={kind}
          label={`Operand ${number}`}
          hint={
            kind === "list"
              ? "Separated by commas."
              : number === 1
                ? "Numbers, true and false are taken as such unless in quotes."
                : undefined
          }
          notation={kind === "list" ? OPERANDS : OPERAND}
          value={operand}
          onValue={(read) => {
            onChange({ ...demand, operand: read });
          }}
        />
      )}
      <button type="button" aria-label={`Remove line ${number}`} onClick={onRemove}>
        Remove
      </button>
    </li>
  );
}
