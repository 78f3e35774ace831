import { formatRatio } from "../../format/number.ts";
import { TextField } from "../../page/TextField.tsx";
import { TypedArea, TypedField } from "../../page/TypedField.tsx";
import type { VariantSettings } from "../experiment.ts";
import { VALUE_OR_ID, WEIGHT } from "./notations.ts";

interface VariantCardProps {
  readonly variant: VariantSettings;
  /** Its place, from 1. */
  readonly number: number;
  /** Of those who take part, 0 to 1; null while no weight is positive. */
  readonly share: number | null;
  readonly fixedWeight: boolean;
  /** Whether its id and its value stay what they are. */
  readonly fixedIdentity: boolean;
  readonly raisable: boolean;
  readonly removable: boolean;
  readonly errorOf: (field: string) => string | undefined;
  readonly onChange: (variant: VariantSettings) => void;
  readonly onRemove: () => void;
  /** One place up. */
  readonly onRaise: () => void;
}

/** The controls of one variant. */
export function VariantCard(props: VariantCardProps) {
  const { variant, number, share, fixedWeight, fixedIdentity, raisable, removable, errorOf } = props;
  const { onChange, onRemove, onRaise } = props;
  return (
    <li className="card variant" data-variant={variant.id}>
      <div className="variant-line">
        <TextField
          label={`Id of variant ${number}`}
          hint={number === 1 ? "What code gets to know." : undefined}
          required
          maxLength={50}
          disabled={fixedIdentity}
          spellCheck={false}
          autoComplete="off"
          value={variant.id}
          error={errorOf("id")}
          onText={(text) => {
            onChange({ ...variant, id: text.trim() });
          }}
        />
        <TextField
          label={`Name of variant ${number}`}
          maxLength={200}
          placeholder={variant.id}
          value={variant.name}
          error={errorOf("name")}
          onText={(name) => {
            onChange({ ...variant, name });
          }}
        />
        <TypedField
          label={`Weight of variant ${number}`}
          hint={share === null ? undefined : `${formatRatio(share)} of the users`}
          inputMode="decimal"
          disabled={fixedWeight}
          notation={WEIGHT}
          value={variant.weight}
          error={errorOf("weight")}
          onValue={(weight) => {
            onChange({ ...variant, weight });
          }}
        />
        <div className="buttons variant-buttons">
          {number === 1 && <span className="tag info">control</span>}
          {raisable && (
            <button
              type="button"
              aria-label={number === 2 ? `Make variant ${number} the control` : `Move variant ${number} up`}
              onClick={onRaise}
            >
              ↑
            </button>
          )}
          {removable && (
            <button type="button" aria-label={`Remove variant ${number}`} onClick={onRemove}>
              Remove
            </button>
          )}
        </div>
      </div>
      <details>
        <summary>Value and description of variant {number}</summary>
        <div className="variant-more">
          <TypedArea
            label={`Value of variant ${number}`}
            hint='What the application gets, as JSON, such as {"color": "blue"}. Empty for the id.'
            rows={2}
            notation={VALUE_OR_ID}
            value={variant.value}
            error={errorOf("value")}
            disabled={fixedIdentity}
            onValue={(value) => {
              onChange({ ...variant, value });
            }}
          />
          <TextField
            label={`Description of variant ${number}`}
            value={variant.description}
            error={errorOf("description")}
            onText={(description) => {
              onChange({ ...variant, description });
            }}
          />
        </div>
      </details>
    </li>
  );
}
