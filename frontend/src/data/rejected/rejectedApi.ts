import { addDays } from "date-fns";
import { ask, queryOf } from "../../api/ask.ts";
import type { Api } from "../../api/client.ts";
import { fromLocalText } from "../../format/localTime.ts";
import {
  together,
  type RejectedEventPage,
  type RejectedQuestion,
  type Replayed,
  type WholeRejectedEvent,
} from "./rejected.ts";

const EVENTS = "/api/admin/rejected-events";
const EVENT = `${EVENTS}/{rejectionId}` as const;
const REPLAY = `${EVENTS}/replay` as const;
const PAGE_SIZE = 25;

export function listRejected(
  api: Api,
  { name, from, to }: RejectedQuestion,
  cursor: string | null,
  signal: AbortSignal,
): Promise<RejectedEventPage> {
  const query = queryOf({
    name,
    from: from && fromLocalText(`${from}T00:00`),
    // The API takes the moment behind the last.
    to: to && addDays(`${to}T00:00`, 1).toISOString(),
    limit: PAGE_SIZE,
    cursor,
  });
  return ask<RejectedEventPage>(api, "get", EVENTS, { params: { query }, signal });
}

export function readRejected(api: Api, rejectionId: string, signal: AbortSignal): Promise<WholeRejectedEvent> {
  return ask<WholeRejectedEvent>(api, "get", EVENT, { params: { path: { rejectionId } }, signal });
}

export function deleteRejected(api: Api, rejectionId: string): Promise<void> {
  return ask(api, "delete", EVENT, { params: { path: { rejectionId } } });
}

/** Takes one event in after all. */
export function replayOne(api: Api, rejectionId: string): Promise<Replayed> {
  return ask<Replayed>(api, "post", REPLAY, { body: { ids: [rejectionId] } });
}

/** Takes all events of a name in after all, portion by portion. */
export async function replayName(api: Api, name: string): Promise<Replayed> {
  let done = await ask<Replayed>(api, "post", REPLAY, { body: { name } });
  while (done.nextCursor) {
    done = together(done, await ask<Replayed>(api, "post", REPLAY, { body: { name, cursor: done.nextCursor } }));
  }
  return done;
}
