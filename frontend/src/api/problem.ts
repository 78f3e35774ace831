import { isRecord } from "./json.ts";

/** What was wrong with one field of a request, as `errors[]` of a problem document says it. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
  readonly expected?: string | undefined;
}

const STALE_VERSION = "https://sextant.dev/problems/stale-version";

/** An answer of the API that is not a success: RFC 9457 problem details, or what could be read of them. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  /** HTTP status; 0 when no server answered. */
  readonly status: number;
  readonly detail: string;
  readonly type: string | undefined;
  readonly requestId: string | undefined;
  readonly fieldErrors: readonly FieldError[];
  /** With a stale version: the state that the server holds now, unparsed. */
  readonly current: unknown;
  /** The keys of the flags that stand in the way of removing one. */
  readonly requiredBy: readonly string[];
  /** With something that the state of a thing does not let be done: what may be done instead. */
  readonly allowed: readonly string[];
  /** With an import that stopped half-way: what it had done until then, unparsed. */
  readonly written: unknown;
  /** With days that are being counted again already: the backfill that does it. */
  readonly backfillId: string | undefined;

  constructor(status: number, body: unknown) {
    const members = isRecord(body) ? body : {};
    const title = text(members["title"]) ?? defaultTitle(status);
    super(title);
    this.status = status;
    // API Gateway's own refusals say `message` only.
    this.detail = text(members["detail"]) ?? text(members["message"]) ?? title;
    this.type = text(members["type"]);
    this.requestId = text(members["requestId"]);
    this.fieldErrors = Array.isArray(members["errors"]) ? members["errors"].filter(isFieldError) : [];
    this.current = members["current"];
    this.requiredBy = Array.isArray(members["requiredBy"]) ? members["requiredBy"].filter(isText) : [];
    this.allowed = Array.isArray(members["allowed"]) ? members["allowed"].filter(isText) : [];
    this.written = members["written"];
    this.backfillId = text(members["backfillId"]);
  }

  /** Somebody else changed the thing since it was read. */
  get isStale(): boolean {
    return this.status === 412 || this.type === STALE_VERSION;
  }

  /** Whether the messages beside these fields say all that there is to say. */
  isOnlyAbout(fields: readonly string[]): boolean {
    return this.fieldErrors.length > 0 && this.fieldErrors.every(({ field }) => fields.includes(field));
  }

  messageFor(field: string): string | undefined {
    return this.fieldErrors.find((error) => error.field === field)?.message;
  }

  /** What is wrong with a field or with anything inside it; `rules[0].force` and `rules.0.force` name the same. */
  errorsWithin(field: string): FieldError[] {
    return errorsWithin(this.fieldErrors, field);
  }
}

/** Those of some errors that are about a field or about anything inside it. */
export function errorsWithin(errors: readonly FieldError[], field: string): FieldError[] {
  return errors.filter((error) => {
    const path = dotted(error.field);
    return path === field || path.startsWith(`${field}.`);
  });
}

/** The problem of a request that no server answered. */
export function unreachable(): ProblemError {
  return new ProblemError(0, {
    title: "No answer",
    detail: "The server could not be reached. Check the connection and try again.",
  });
}

/** Any thrown value as a problem to show. */
export function asProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  return new ProblemError(0, { title: "Unexpected error", detail: error instanceof Error ? error.message : "" });
}

function defaultTitle(status: number): string {
  if (status === 401) return "Sign in again";
  if (status === 403) return "Not allowed";
  if (status >= 500) return "The server failed";
  return "The request was refused";
}

function isFieldError(value: unknown): value is FieldError {
  return isRecord(value) && typeof value["field"] === "string" && typeof value["message"] === "string";
}

/** A path with its list positions between dots. */
function dotted(path: string): string {
  return path.replace(/\[(\d+)\]/g, ".$1");
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
