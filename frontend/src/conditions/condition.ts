import type { JsonObject } from "../api/json.ts";

/** A condition of GrowthBook's language, such as `{"country": {"$in": ["GB", "FR"]}}`; empty, it fits everybody. */
export type Condition = JsonObject;
