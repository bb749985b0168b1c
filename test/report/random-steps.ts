// Steps as people write them, right ones and wrong ones, for blocks of any schema.

import fc from "fast-check";
import type { JsonSchema } from "../../src/infer.ts";
import type { Json, JsonMap } from "../../src/json.ts";
import type { Registry } from "../../src/registry.ts";

const tags = [
  "{< any >}",
  " {: first.a.0 :} ",
  "{% steps.first.result %}",
  "{= job.parameters.any =}",
  '{# v ?? " :}" #}',
];
const textsWithTags = ["a {< any >}", "{{< any >}}", "{: first :} {# v #}!"];
const plainTexts = ["", "x", "=", "<", "\\{< any >}", "{ not a tag }", "12"];

const scalar = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<Json>(...plainTexts) },
  { weight: 4, arbitrary: fc.constantFrom<Json>(0, 1, -1, 1.5, true, false, null) },
  { weight: 3, arbitrary: fc.constantFrom<Json>(...tags) },
  { weight: 1, arbitrary: fc.constantFrom<Json>(...textsWithTags) },
);

/** Some value with or without tags, keys that are tags included. */
function anyValue(keys: readonly string[]): fc.Arbitrary<Json> {
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      { weight: 5, arbitrary: scalar },
      { weight: 1, arbitrary: fc.array(tie("value"), { maxLength: 3 }) },
      {
        weight: 1,
        arbitrary: fc.dictionary(fc.constantFrom(...keys, "{< any >}", "k{< any >}"), tie("value"), {
          maxKeys: 3,
          noNullPrototype: true,
        }),
      },
    ),
  }));
  return value;
}

/** A value that most likely meets a schema, and now and then any other. */
function valueFor(schema: JsonSchema | boolean, depth = 2): fc.Arbitrary<Json> {
  const wild = anyValue(["a", "b", "c"]);
  if (typeof schema === "boolean" || depth === 0) return wild;
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  const right: fc.Arbitrary<Json>[] = branches.map((branch) => valueFor(branch, depth));
  if (schema.enum !== undefined) right.push(fc.constantFrom(...(schema.enum as Json[])));
  if (schema.const !== undefined) right.push(fc.constant(schema.const as Json));
  for (const type of [schema.type ?? []].flat()) right.push(valueOfType(type, schema, depth));
  const [first] = right;
  if (first === undefined) return wild;
  return fc.oneof(
    { weight: 7, arbitrary: right.length === 1 ? first : fc.oneof(...right) },
    { weight: 2, arbitrary: fc.constantFrom<Json>(...tags) },
    { weight: 1, arbitrary: wild },
  );
}

function valueOfType(type: string, schema: JsonSchema, depth: number): fc.Arbitrary<Json> {
  switch (type) {
    case "object":
      return mapFor(schema, depth);
    case "array": {
      const { items = true } = schema;
      return Array.isArray(items)
        ? fc.tuple(...items.map((item: JsonSchema | boolean) => valueFor(item, depth - 1)))
        : fc.array(valueFor(items as JsonSchema | boolean, depth - 1), { maxLength: 3 });
    }
    case "string":
      return fc.constantFrom<Json>("", "x", "xx", ...textsWithTags);
    case "integer":
      return fc.integer({ min: -2, max: 3 });
    case "number":
      return fc.constantFrom<Json>(-1, 0, 1, 0.5);
    case "boolean":
      return fc.boolean();
    default:
      return fc.constant(null);
  }
}

/** A map with most of a schema's keys, and now and then another one. */
function mapFor({ properties = {}, required = [], additionalProperties: rest = true }: JsonSchema, depth: number) {
  const known = Object.entries(properties).map(([key, property]) => {
    const isNeeded = required.includes(key);
    return fc
      .tuple(fc.nat({ max: 19 }), valueFor(property, depth - 1))
      .map(([dice, value]) => (dice < (isNeeded ? 1 : 8) ? [] : [[key, value] as const]));
  });
  const other = fc
    .tuple(
      fc.nat({ max: 9 }),
      fc.constantFrom("a", "other", "{< any >}", "\\{< any >}"),
      valueFor(rest === false ? true : rest, depth - 1),
    )
    .map(([dice, key, value]) => (dice < 8 ? [] : [[key, value] as const]));
  return fc.tuple(...known, other).map((entries) => Object.fromEntries(entries.flat()) as Json);
}

const spell = (action: string): fc.Arbitrary<Json> =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constant(action) },
    { weight: 2, arbitrary: fc.mixedCase(fc.constant(action)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        action.replace(/^LISTS/, "list"),
        `${action}S`,
        action.slice(1),
        ` ${action}`,
        `X.${action}`,
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom<Json>("", 5, null, "TEXT.", "{< any >}", "TEXTXJOIN") },
  );

/** A step with some block of a registry, with whatever mistakes. */
export function stepFor(registry: Registry): fc.Arbitrary<Json> {
  const key = <T>(weight: number, value: fc.Arbitrary<T>) => fc.option(value, { freq: weight, nil: undefined });
  return fc.constantFrom(...registry.all()).chain(({ action, schema }) =>
    fc
      .record({
        action: key(30, spell(action)),
        parameters: key(
          12,
          fc.oneof(
            { weight: 30, arbitrary: mapFor(schema, 3) },
            { weight: 1, arbitrary: scalar },
            { weight: 1, arbitrary: fc.constant([1]) },
          ),
        ),
        forced: fc.option(fc.constantFrom<Json>(true, false, null, "yes"), { freq: 1, nil: undefined }),
        id: fc.constantFrom<Json | undefined>(undefined, undefined, undefined, "x", 1, null, 1.5),
        extra: fc.constantFrom(undefined, undefined, undefined, undefined, undefined, "x-mine", "paramters", "acton"),
      })
      .map(({ extra, ...step }) => {
        const written = { ...step, ...(extra === undefined ? {} : { [extra]: {} }) };
        return Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined)) as Json;
      }),
  );
}

const seldom = (value: fc.Arbitrary<Json>, freq = 4) => fc.option(value, { freq, nil: undefined });
/** Mostly one of the first values, now and then one of the others. */
const mostly = (right: readonly Json[], wrong: readonly Json[]): fc.Arbitrary<Json> =>
  fc.oneof({ weight: 25, arbitrary: fc.constantFrom(...right) }, { weight: 1, arbitrary: fc.constantFrom(...wrong) });
const mapOf = (keys: { readonly [key: string]: fc.Arbitrary<Json | undefined> }): fc.Arbitrary<Json> =>
  fc
    .record(keys)
    .map((map) => Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined)) as Json);

const loop = mapOf({
  in: mostly([[1, 2], [], "{< any >}", " {= job.parameters.any =} ", ["{< any >}"]], [5, null, "x", "a {< any >}", {}]),
  as: seldom(mostly(["row", "a_b", "R2", null], ["item", "index", "_a", "a_", "a b", "2a", "", 5])),
  concurrency: seldom(mostly([1, 20, null], [0, 1.5, "2", "{< any >}"])),
});

const retry = mapOf({
  attempts: mostly([1, 5], [0, 1.5, "3", null]),
  delay: seldom(mostly(["1s", "0s", "1h30m", null], ["1 s", 5, "", "{< any >}"])),
  backoff: seldom(mostly([1, 2.5, null], [0.5, "2"])),
  max_delay: seldom(mostly(["1.5s", "2d", null], ["5 minutes", "s", 1])),
  jitter: seldom(mostly([0, 0.5, 1, null], [2, -1, "0.5"])),
  on: seldom(mostly([["TIMEOUT"], ["INVALID_RETURN", "INVALID_TYPE"], null], [[], ["DONE"], ["timeout"], "TIMEOUT"])),
});

const commonKeys = {
  for_each: seldom(
    fc.oneof({ weight: 12, arbitrary: loop }, { weight: 1, arbitrary: mostly([null], [{}, [1], "{< any >}"]) }),
  ),
  retry: seldom(fc.oneof({ weight: 12, arbitrary: retry }, { weight: 1, arbitrary: mostly([null], [{}, 3]) })),
  timeout: seldom(mostly(["30s", "500ms", "1h30m", null], ["0s", "0ms", 30, "1m 30s", "30", "{< any >}"])),
  idempotent: seldom(mostly([true, false, null], ["yes"])),
  concurrency: fc.option(mostly([null], [1]), { freq: 9, nil: undefined }),
};

/** A step of any kind with blocks of a registry that has LOGIC.TRUE, whatever stands around it and inside of it. */
export function stepOfAnyKind(registry: Registry): fc.Arbitrary<Json> {
  const { step } = fc.letrec<{ step: Json }>((tie) => {
    const members = fc.oneof(
      { weight: 20, arbitrary: fc.array(tie("step"), { maxLength: 2 }) },
      { weight: 1, arbitrary: fc.constantFrom<Json>(null, "x", {}, [5]) },
    );
    const parallel = {
      parallel: members,
      concurrency: seldom(mostly([1, 3, null], [0, "2"])),
    };
    const groups = [{ steps: members }, parallel, { pipeline: mostly(["a.yaml"], [5, null]) }];
    const keys = (own: { readonly [key: string]: fc.Arbitrary<Json | undefined> }) =>
      mapOf({
        ...commonKeys,
        parameters: fc.option(mostly([null], [{}, 5]), { freq: 12, nil: undefined }),
        steps: fc.option(members, { freq: 30, nil: undefined }),
        extra: fc.option(fc.constant<Json>(1), { freq: 30, nil: undefined }),
        ...own,
      });
    const called = fc.oneof(stepFor(registry), fc.constant<Json>({ action: "LOGIC.TRUE" }));
    const action = fc.tuple(called, mapOf(commonKeys)).map(([plain, more]) => ({
      ...(more as JsonMap),
      ...(plain as JsonMap),
    }));
    return {
      step: fc.oneof(
        { depthSize: "small" },
        { weight: 3, arbitrary: action },
        ...groups.map((own) => ({ weight: 1, arbitrary: keys(own) })),
      ),
    };
  });
  return step;
}

/** A block's schema: what people write, and what they seldom do. */
export const blockSchema: fc.Arbitrary<JsonSchema> = fc
  .letrec<{ schema: JsonSchema; map: JsonSchema }>((tie) => {
    const scalarSchema = fc.constantFrom<JsonSchema>(
      {},
      { type: "string" },
      { type: "string", minLength: 2 },
      { type: "string", enum: ["x", "="] },
      { type: "integer" },
      { type: "integer", minimum: 0, exclusiveMaximum: 2 },
      { type: "number", multipleOf: 0.5 },
      { type: "boolean" },
      { type: "null" },
      { type: ["string", "null"] },
      { type: ["integer", "boolean"], enum: [1, true, "x"] },
      { enum: ["x", 1, null, [1]] },
      { const: "x" },
      { type: "string", pattern: "^x", maxLength: 1 },
      { type: "string", format: "date" },
      { not: { type: "string" } },
      { type: "string", not: { const: "x" } },
      { type: "integer", if: { minimum: 1 }, then: { multipleOf: 2 }, else: { maximum: -1 } },
      { $ref: "#/definitions/small" },
      { $ref: "#/definitions/tree" },
      { oneOf: [{ type: "integer" }, { type: "number", minimum: 0 }] },
    );
    const schema = tie("schema");
    return {
      schema: fc.oneof(
        { depthSize: "small" },
        { weight: 6, arbitrary: scalarSchema },
        { weight: 2, arbitrary: tie("map") },
        {
          weight: 2,
          arbitrary: fc
            .tuple(
              schema,
              fc.constantFrom<JsonSchema>({}, { minItems: 1 }, { uniqueItems: true }, { contains: { const: 1 } }),
            )
            .map(([items, more]): JsonSchema => ({ type: "array", items, ...more })),
        },
        {
          weight: 1,
          arbitrary: fc
            .array(schema, { minLength: 1, maxLength: 2 })
            .map((items): JsonSchema => ({ type: "array", items, additionalItems: false })),
        },
        {
          weight: 1,
          arbitrary: fc.array(schema, { minLength: 1, maxLength: 3 }).map((anyOf): JsonSchema => ({ anyOf })),
        },
        {
          weight: 1,
          arbitrary: fc.array(schema, { minLength: 1, maxLength: 2 }).map((allOf): JsonSchema => ({ allOf })),
        },
        { weight: 1, arbitrary: fc.boolean().map((isAny): JsonSchema => (isAny ? {} : { not: {} })) },
      ),
      map: fc
        .record({
          properties: fc.dictionary(fc.constantFrom("a", "b", "c"), schema, { maxKeys: 3 }),
          required: fc.subarray(["a", "b", "c"]),
          rest: fc.constantFrom<JsonSchema>(
            {},
            { additionalProperties: false },
            { additionalProperties: false },
            { additionalProperties: { type: "integer" } },
            { patternProperties: { "^o": { type: "integer" } }, additionalProperties: false },
            { minProperties: 1 },
            { propertyNames: { maxLength: 4 } },
            { dependencies: { a: ["b"] } },
          ),
          condition: fc.constantFrom<JsonSchema>(
            {},
            {},
            {
              if: { properties: { a: { type: "integer" } }, required: ["a"] },
              then: { required: ["b"] },
              else: { properties: { b: { type: "string" } } },
            },
          ),
        })
        .map(({ rest, condition, ...map }): JsonSchema => ({ type: "object", ...map, ...rest, ...condition })),
    };
  })
  .map.chain((map) =>
    fc.option(fc.constantFrom("a", "b"), { nil: undefined }).map((filled): JsonSchema => {
      const properties = { ...map.properties };
      // A default that may differ in type from what conditions ask for.
      if (filled !== undefined) properties[filled] = { type: "integer", default: 1 };
      return {
        additionalProperties: false,
        ...map,
        properties,
        definitions: {
          small: { type: "integer", maximum: 1 },
          tree: {
            type: "object",
            properties: { a: { $ref: "#/definitions/tree" }, b: { type: "integer" } },
            required: ["b"],
          },
        },
      };
    }),
  );
