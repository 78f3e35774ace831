import { ask, queryOf } from "../../api/ask.ts";
import type { Api } from "../../api/client.ts";
import { pathName } from "../../api/pathName.ts";
import type { EventSchema, EventSchemaDraft, EventSchemaPage } from "./eventSchema.ts";

const SCHEMAS = "/api/admin/event-schemas";
const SCHEMA = `${SCHEMAS}/{name}` as const;
const PAGE_SIZE = 50;

export function listSchemas(api: Api, cursor: string | null, signal: AbortSignal): Promise<EventSchemaPage> {
  const query = queryOf({ limit: PAGE_SIZE, cursor });
  return ask<EventSchemaPage>(api, "get", SCHEMAS, { params: { query }, signal });
}

/**
 * Saves what a schema shall be.
 *
 * @param version The version that this changes; null for a new schema.
 */
export function saveSchema(api: Api, draft: EventSchemaDraft, version: number | null): Promise<EventSchema> {
  const { name, ...said } = draft;
  const body = version === null ? said : { ...said, version };
  return ask<EventSchema>(api, "put", SCHEMA, { params: { path: { name: pathName(name) } }, body });
}

export function deleteSchema(api: Api, { name, version }: EventSchema): Promise<void> {
  const header = { "If-Match": `"${version}"` };
  return ask(api, "delete", SCHEMA, { params: { path: { name: pathName(name) }, header } });
}
