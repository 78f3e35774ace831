import { ask, queryOf } from "../api/ask.ts";
import { askText } from "../api/askText.ts";
import type { Api } from "../api/client.ts";
import { pathName } from "../api/pathName.ts";
import type { Erasure, User } from "./user.ts";

const USER = "/api/admin/users/{userId}";

export function readUser(api: Api, userId: string, signal: AbortSignal): Promise<User> {
  return ask<User>(api, "get", USER, { params: pathOf(userId), signal });
}

export function eraseUser(api: Api, userId: string): Promise<Erasure> {
  return ask<Erasure>(api, "delete", USER, { params: pathOf(userId) });
}

export function readErasure(api: Api, userId: string, signal: AbortSignal): Promise<Erasure> {
  return ask<Erasure>(api, "get", `${USER}/erasure`, { params: pathOf(userId), signal });
}

/** All that is held of a user, as lines of JSON. */
export interface UserExport {
  readonly text: string;
  readonly lines: number;
}

/**
 * Everything held of a user, put together from as many pages as there are.
 *
 * @param onLines Told how many lines are there so far.
 */
export async function exportUser(api: Api, userId: string, onLines: (lines: number) => void): Promise<UserExport> {
  const pages: string[] = [];
  let lines = 0;
  let cursor: string | null = null;
  do {
    const params = { ...pathOf(userId), query: queryOf({ cursor }) };
    const { text, headers } = await askText(api, `${USER}/export`, { params });
    pages.push(text);
    lines += Number(headers.get("X-Row-Count"));
    onLines(lines);
    cursor = headers.get("X-Next-Cursor");
  } while (cursor);
  return { text: pages.join(""), lines };
}

function pathOf(userId: string) {
  return { path: { userId: pathName(userId) } };
}
