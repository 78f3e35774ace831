import type { Generated } from "../../api/generated.ts";
import type { JsonObject } from "../../api/json.ts";

/** What the properties of one behavioural event have to be. */
export type EventSchema = Omit<Generated<"EventSchemaShown">, "schema"> & { readonly schema: JsonObject };
export interface EventSchemaPage {
  readonly items: readonly EventSchema[];
  readonly nextCursor: string | null;
}

/** What becomes of an event that breaks its schema. */
export const MODES: Readonly<Record<EventSchema["mode"], string>> = {
  enforce: "Reject what breaks it",
  observe: "On trial: store it all the same",
};

/** What an admin can say of a schema. */
export interface EventSchemaDraft {
  readonly name: string;
  readonly description: string;
  readonly mode: EventSchema["mode"];
  readonly schema: JsonObject | undefined;
}

export const NEW_SCHEMA: EventSchemaDraft = {
  name: "",
  description: "",
  mode: "observe",
  schema: { type: "object", required: [], properties: {} },
};
