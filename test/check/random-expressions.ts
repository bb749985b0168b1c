// Random contexts with their types, and random expressions about them: what the types of expressions are held against.

import type { JsonSchema } from "../../src/infer.ts";
import type { Json } from "../../src/json.ts";

/** Random choices that a seed decides. */
export class Draw {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to but not including 1 (the mulberry32 generator). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** An integer from 0 to `most`. */
  upTo(most: number): number {
    return Math.floor(this.next() * (most + 1));
  }

  isTrue(): boolean {
    return this.next() < 0.5;
  }
}

/** A schema with a maker of values that meet it. */
interface Shape {
  readonly schema: JsonSchema;
  readonly make: (draw: Draw) => Json;
}

const pick = <T>(draw: Draw, ...items: readonly T[]): T => items[draw.upTo(items.length - 1)] as T;
const upTo = (draw: Draw, most: number): number => draw.upTo(most);

const texts = ["", "a", "b", "DONE", "é"];
const keys = ["a", "b", "c", "_p"];

/** A random shape; deeper ones have smaller parts. */
export function randomShape(draw: Draw, depth: number): Shape {
  const kind = pick(
    draw,
    "null",
    "boolean",
    "integer",
    "number",
    "text",
    "enum",
    "list",
    "tuple",
    "map",
    "map",
    "map",
    "union",
  );
  if (depth === 0 && ["list", "tuple", "map", "union"].includes(kind)) return randomShape(draw, 0);
  switch (kind) {
    case "null":
      return { schema: { type: "null" }, make: () => null };
    case "boolean":
      return { schema: { type: "boolean" }, make: (one) => one.isTrue() };
    case "integer": {
      const minimum = upTo(draw, 2) - 1;
      return { schema: { type: "integer", minimum, maximum: minimum + 3 }, make: (one) => minimum + upTo(one, 3) };
    }
    case "number":
      return { schema: { type: "number" }, make: (one) => pick(one, 0, 1, -1, 2, 0.5, 3, -2.5, 1e9) };
    case "text":
      return { schema: { type: "string" }, make: (one) => pick(one, ...texts) };
    case "enum": {
      const values: Json[] = [pick(draw, ...texts), pick<Json>(draw, 1, 2, true, null, "b")];
      return { schema: { enum: [...new Set(values)] }, make: (one) => pick(one, ...values) };
    }
    case "list": {
      const items = randomShape(draw, depth - 1);
      const [least, more] = [upTo(draw, 2), upTo(draw, 2)];
      const make = (one: Draw) => Array.from({ length: least + upTo(one, more) }, () => items.make(one));
      return { schema: { type: "array", items: items.schema, minItems: least, maxItems: least + more }, make };
    }
    case "tuple": {
      const items = Array.from({ length: 1 + upTo(draw, 1) }, () => randomShape(draw, depth - 1));
      const schema = {
        type: "array",
        items: items.map((item) => item.schema),
        minItems: items.length,
        additionalItems: false,
      };
      return { schema: schema as JsonSchema, make: (one) => items.map((item) => item.make(one)) };
    }
    case "map":
      return randomMap(draw, depth);
    default: {
      const [one, other] = [randomShape(draw, depth - 1), randomShape(draw, depth - 1)];
      return { schema: { anyOf: [one.schema, other.schema] }, make: (own) => (own.isTrue() ? one : other).make(own) };
    }
  }
}

function randomMap(draw: Draw, depth: number): Shape {
  const properties: Record<string, Shape> = {};
  for (const key of keys) if (draw.isTrue()) properties[key] = randomShape(draw, depth - 1);
  const required = Object.keys(properties).filter(() => draw.isTrue());
  const rest = draw.isTrue() ? randomShape(draw, 0) : null;
  const schema: JsonSchema = {
    type: "object",
    properties: Object.fromEntries(Object.entries(properties).map(([key, shape]) => [key, shape.schema])),
    required,
    additionalProperties: rest === null ? false : rest.schema,
  };
  // A key that maps have in any case, if only by their prototype.
  const other = "constructor";
  const make = (one: Draw): Json => {
    const map: { [key: string]: Json } = Object.create(null);
    for (const [key, shape] of Object.entries(properties)) {
      if (required.includes(key) || one.isTrue()) map[key] = shape.make(one);
    }
    if (rest !== null && one.isTrue()) map[other] = rest.make(one);
    if (rest !== null && one.isTrue()) map.d = rest.make(one);
    return map;
  };
  return { schema, make };
}

/** A random expression as text. `names` are the variables of the loops around it. */
export function randomExpression(draw: Draw, depth: number, names: readonly string[] = []): string {
  const inner = () => randomExpression(draw, depth - 1, names);
  if (depth === 0) return randomLeaf(draw, names);
  const path = () => randomPath(draw, names);
  switch (
    pick(
      draw,
      "leaf",
      "path",
      "and",
      "or",
      "not",
      "compare",
      "compare",
      "order",
      "sum",
      "arithmetic",
      "conditional",
      "conditional",
      "has",
      "guarded",
      "in",
      "list",
      "map",
      "call",
      "method",
      "macro",
      "macro",
      "index",
      "negative",
      "type",
      "guard",
    )
  ) {
    case "leaf":
      return randomLeaf(draw, names);
    case "path":
      return path();
    case "and":
      return `(${inner()} && ${inner()})`;
    case "or":
      return `(${inner()} || ${inner()})`;
    case "not":
      return `!(${inner()})`;
    case "compare":
      return `(${draw.isTrue() ? path() : inner()} ${pick(draw, "==", "!=")} ${draw.isTrue() ? randomLiteral(draw) : inner()})`;
    case "order":
      return `(${inner()} ${pick(draw, "<", "<=", ">", ">=")} ${draw.isTrue() ? randomLiteral(draw) : inner()})`;
    case "sum":
      return `(${inner()} + ${inner()})`;
    case "arithmetic":
      return `(${inner()} ${pick(draw, "-", "*", "/", "%")} ${inner()})`;
    case "conditional":
      return `(${inner()} ? ${inner()} : ${inner()})`;
    case "has":
      return `has(${path()}.${pick(draw, ...keys, "d")})`;
    case "guarded": {
      const map = path();
      const key = pick(draw, "a", "b", "c", "d");
      const asked = pick(
        draw,
        `has(${map}.${key})`,
        `"${key}" in ${map}`,
        `(type(${map}) == map && has(${map}.${key}))`,
      );
      return draw.isTrue()
        ? `(${asked} ? ${map}.${key} : ${inner()})`
        : `(${asked} && ${map}.${key} == ${randomLiteral(draw)})`;
    }
    case "guard": {
      const value = path();
      const operand = randomLiteral(draw);
      const asked = pick(
        draw,
        `${value} != null`,
        `!(${value} == null)`,
        `type(${value}) == ${pick(draw, "int", "string", "bool", "list", "map", "double")}`,
        `${value} > ${operand}`,
        `size(${value}) > 1`,
        `${value} in [${operand}, ${randomLiteral(draw)}]`,
        `(${value} == ${operand} || ${value} == ${randomLiteral(draw)})`,
        `${value}`,
      );
      const used = pick(
        draw,
        value,
        `${value} + 1`,
        `${value}[0]`,
        `${value}[1]`,
        `${value}.size()`,
        `${value}.contains("a")`,
        `${value} < 2`,
        `!${value}`,
      );
      return draw.isTrue() ? `(${asked} ? ${used} : ${inner()})` : `(${asked} ? ${inner()} : ${used})`;
    }
    case "in":
      return `(${inner()} in ${draw.isTrue() ? `[${randomLiteral(draw)}, ${randomLiteral(draw)}]` : inner()})`;
    case "list":
      return `[${inner()}, ${inner()}]`;
    case "map":
      return `{"a": ${inner()}, ${draw.isTrue() ? '"b"' : inner()}: ${inner()}}`;
    case "call":
      return `${pick(draw, "size", "string", "double", "int", "type", "bool")}(${inner()})`;
    case "method":
      return `${inner()}.${pick(draw, `contains(${inner()})`, "size()", "upperAscii()", `split(",")`, `join("-")`, `indexOf(${inner()})`, `startsWith("a")`)}`;
    case "macro": {
      if (names.length >= 2) return randomLeaf(draw, names);
      const own = names.length === 0 ? "x" : "y";
      const body = () => randomExpression(draw, depth - 1, [...names, own]);
      const of = draw.isTrue() ? path() : inner();
      return `${of}.${pick(draw, `map(${own}, ${body()})`, `filter(${own}, ${body()})`, `all(${own}, ${body()})`, `exists(${own}, ${body()})`, `exists_one(${own}, ${body()})`, `map(${own}, ${body()}, ${body()})`)}`;
    }
    case "index":
      return `${draw.isTrue() ? path() : inner()}[${draw.isTrue() ? pick(draw, "0", "1", '"a"', '"b"') : inner()}]`;
    case "negative":
      return `-(${inner()})`;
    default:
      return `(type(${path()}) ${pick(draw, "==", "!=")} ${pick(draw, "int", "string", "bool", "list", "map", "double", "null_type")})`;
  }
}

function randomLiteral(draw: Draw): string {
  return pick(draw, "0", "1", "2", "-1", "0.5", "2.0", '"a"', '"b"', '"DONE"', "true", "false", "null", "[]", "{}");
}

function randomLeaf(draw: Draw, names: readonly string[]): string {
  return draw.isTrue() ? randomPath(draw, names) : randomLiteral(draw);
}

function randomPath(draw: Draw, names: readonly string[]): string {
  let path = pick(
    draw,
    ...[
      "steps.s.result",
      "steps.s.result",
      "steps.t.result",
      "job.parameters.p",
      "job.variables.v",
      "steps.s.status.name",
    ],
    ...names.flatMap((name) => [name, name, name]),
  );
  for (let length = upTo(draw, 2); length > 0; length--) {
    path += pick(draw, ".a", ".b", ".c", "[0]", '["a"]', ".a");
  }
  return path;
}
