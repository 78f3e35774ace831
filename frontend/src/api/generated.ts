import type { Json } from "./json.ts";
import type { components } from "./schema";

type Schemas = components["schemas"];

/** A shape of the OpenAPI document by its name: read-only, and JSON where the document leaves anything open. */
export type Generated<Name extends keyof Schemas> = Exact<Schemas[Name]>;

type Exact<Shape> = unknown extends Shape
  ? Json
  : Shape extends readonly (infer Item)[]
    ? readonly Exact<Item>[]
    : Shape extends object
      ? { readonly [Member in keyof Shape]: Exact<Shape[Member]> }
      : Shape;
