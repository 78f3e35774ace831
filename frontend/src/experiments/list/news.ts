import { isRecord } from "../../api/json.ts";

/** What the list says at first, such as that an experiment is deleted, as the state of a navigation. */
export function withNews(news: string): { state: { news: string } } {
  return { state: { news } };
}

export function newsIn(state: unknown): string {
  return isRecord(state) && typeof state["news"] === "string" ? state["news"] : "";
}
