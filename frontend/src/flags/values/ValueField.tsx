import type { ReactNode } from "react";
import type { Json } from "../../api/json.ts";
import { ANY_JSON, NUMBER } from "../../page/notations.ts";
import { SelectField } from "../../page/SelectField.tsx";
import { TextField } from "../../page/TextField.tsx";
import { TypedArea, TypedField } from "../../page/TypedField.tsx";
import type { ValueType } from "../flag.ts";

interface ValueFieldProps {
  readonly label: string;
  readonly type: ValueType;
  readonly value: Json;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly onValue: (value: Json) => void;
}

/** A control for a value of a flag, which fits the flag's type. */
export function ValueField({ type, value, onValue, ...field }: ValueFieldProps) {
  switch (type) {
    case "boolean":
      return (
        <SelectField
          {...field}
          value={value === true ? "true" : "false"}
          choices={{ true: "true", false: "false" }}
          onChoose={(choice) => {
            onValue(choice === "true");
          }}
        />
      );
    case "string":
      return <TextField {...field} value={typeof value === "string" ? value : ""} onText={onValue} />;
    case "number":
      return (
        <TypedField
          {...field}
          inputMode="decimal"
          notation={NUMBER}
          value={typeof value === "number" ? value : 0}
          onValue={onValue}
        />
      );
    case "json":
      return <TypedArea {...field} notation={ANY_JSON} value={value} onValue={onValue} />;
  }
}
