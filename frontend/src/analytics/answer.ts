import type { Generated } from "../api/generated.ts";
import type { paths } from "../api/schema";

/** What every answer about figures begins with: of which days they are, and how far they reach. */
export interface AnalyticsAnswer {
  readonly period: Generated<"PeriodShown">;
  readonly timeZone: string;
  readonly asOf: string;
  readonly definitionVersion: number;
  readonly completeness: Generated<"Completeness">;
}

/** What is asked beside the days. */
export interface Question {
  readonly route: keyof paths;
  /** Of which thing, if the route is of one. */
  readonly path?: Record<string, string>;
  /** Empty texts ask for nothing. */
  readonly query?: Readonly<Record<string, string>>;
}
