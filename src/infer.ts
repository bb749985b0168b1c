// The TypeScript type that a literal JSON Schema describes, so that a block's `run` is typed by its own schemas.

/** A JSON Schema (draft-07) as blocks write it. */
export interface JsonSchema {
  readonly type?: SchemaTypeName | readonly SchemaTypeName[];
  readonly properties?: { readonly [key: string]: JsonSchema | boolean };
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema | boolean | readonly (JsonSchema | boolean)[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly (JsonSchema | boolean)[];
  readonly oneOf?: readonly (JsonSchema | boolean)[];
  readonly allOf?: readonly (JsonSchema | boolean)[];
  readonly default?: unknown;
  readonly description?: string;
  readonly [keyword: string]: unknown;
}

export type SchemaTypeName = "string" | "number" | "integer" | "boolean" | "null" | "array" | "object";

/** The type of the values that meet schema `S`; `unknown` where that cannot be told. */
export type Infer<S> = S extends { readonly const: infer C }
  ? C
  : S extends { readonly enum: readonly (infer E)[] }
    ? E
    : S extends { readonly anyOf: readonly (infer A)[] }
      ? Infer<A>
      : S extends { readonly oneOf: readonly (infer O)[] }
        ? Infer<O>
        : S extends { readonly type: readonly (infer T)[] }
          ? T extends SchemaTypeName
            ? InferType<T, S>
            : unknown
          : S extends { readonly type: infer T }
            ? InferType<T, S>
            : unknown;

type InferType<T, S> = T extends "string"
  ? string
  : T extends "number" | "integer"
    ? number
    : T extends "boolean"
      ? boolean
      : T extends "null"
        ? null
        : T extends "array"
          ? S extends { readonly items: infer I extends JsonSchema }
            ? readonly Infer<I>[]
            : readonly unknown[]
          : T extends "object"
            ? InferObject<S>
            : unknown;

type InferObject<S> = S extends { readonly properties: infer P }
  ? Simplify<
      { readonly [K in keyof P as K extends Present<S, P> ? K : never]: Infer<P[K]> } & {
        readonly [K in keyof P as K extends Present<S, P> ? never : K]?: Infer<P[K]>;
      } & InferRest<S>
    >
  : InferRest<S>;

/** Keys that are there when `run` is called: required ones, and those that have a default. */
type Present<S, P> =
  | (S extends { readonly required: readonly (infer R)[] } ? R : never)
  | { [K in keyof P]: P[K] extends { readonly default: unknown } ? K : never }[keyof P];

type InferRest<S> = S extends { readonly additionalProperties: false }
  ? unknown
  : S extends { readonly additionalProperties: infer A extends JsonSchema }
    ? { readonly [key: string]: Infer<A> }
    : S extends { readonly additionalProperties: true }
      ? { readonly [key: string]: unknown }
      : S extends { readonly properties: unknown }
        ? unknown
        : { readonly [key: string]: unknown };

type Simplify<T> = { [K in keyof T]: T[K] };
