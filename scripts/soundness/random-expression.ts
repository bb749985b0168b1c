// Random expressions of CEL over what can be read, of a wanted type.

import type { JsonSchema } from "../../src/infer.ts";
import type { Random } from "./random.ts";
import { longNames, type Reading } from "./reading.ts";
import type { TypePool } from "./type-pool.ts";

/** An expression for a slot; undefined when none comes to mind. A careless one may be of any type and read anything. */
export function randomExpression(
  random: Random,
  readings: readonly Reading[],
  slot: JsonSchema,
  types: TypePool,
  isCareless: boolean,
): string | undefined {
  const usable = readings.filter(({ path }) => /^(?:\.[a-z]\w*)*$/i.test(path) && !/\.hasOwnProperty/.test(path));
  const sure = isCareless ? usable : usable.filter(({ isSure }) => isSure);
  const of = (schema: JsonSchema) =>
    sure.filter((reading) => isCareless || (reading.schema !== null && types.isKnownToFit(reading.schema, schema)));
  const one = (schema: JsonSchema, otherwise: string) => {
    const fitting = of(schema);
    return fitting.length === 0 ? otherwise : expressionFor(random.pick(fitting));
  };
  const any = (otherwise: string) => (sure.length === 0 ? otherwise : expressionFor(random.pick(sure)));
  const statusTest = () => {
    const steps = readings.filter(({ source }) => source.kind === "step");
    return steps.length === 0 ? "!job.failed" : `${base(random.pick(steps))}.status.name == "DONE"`;
  };
  const guarded = () => {
    const maybe = usable.filter(({ isSure, schema }) => !isSure && schema !== null && types.isKnownToFit(schema, slot));
    const [literal] = types.values(types.bare(slot)).map((value) => JSON.stringify(value));
    if (maybe.length === 0 || literal === undefined) return undefined;
    const reading = random.pick(maybe);
    const whole = expressionFor({ ...reading, path: "" });
    if (reading.path === "") return `${whole} != null ? ${whole} : ${literal}`;
    return `${whole} != null && has(${expressionFor(reading)}) ? ${expressionFor(reading)} : ${literal}`;
  };
  const askedFor = () => {
    const optional = usable.filter(({ isSure, path }) => !isSure && path !== "");
    if (optional.length === 0) return "true";
    const field = expressionFor(random.pick(optional));
    return random.pick([`has(${field})`, `has(${field}) && ${field} == 1`, `!has(${field}) || ${field} != null`]);
  };
  const is = (schema: JsonSchema) => isCareless || types.isKnownToFit(schema, slot);
  return random.weighted<string | undefined>([
    [
      is({ type: "boolean" }) ? 4 : 0,
      () =>
        random.weighted<string>([
          [2, () => `${any("1")} == ${any("2")}`],
          [2, statusTest],
          [1, () => `${one({ type: "number" }, "1.5")} > 1`],
          [1, () => `size(${one({ type: "array" }, "[1]")}) > 0`],
          [1, () => `!${one({ type: "boolean" }, "true")}`],
          [1, () => `${one({ type: "boolean" }, "false")} && ${statusTest()}`],
          [1, () => `${one({ type: "string" }, '"a"')}.startsWith("a")`],
          [1, () => `${one({ type: "string" }, '"a"')} in ["a", "b"]`],
          [1, () => `"a" in ${one({ type: "object" }, '{"a": 1}')}`],
          [1, () => `${one({ type: "array" }, "[1, 2]")}.exists(x, x == 1)`],
          [1, () => `${one({ type: "array" }, "[1, 2]")}.all(x, x != null)`],
          [1, askedFor],
        ]),
    ],
    [
      is({ type: "integer" }) ? 2 : 0,
      () => `size(${one({ type: random.pick(["string", "array", "object"] as const) }, '"abc"')})`,
    ],
    [is({ type: "number" }) ? 2 : 0, () => `${one({ type: "number" }, "2")} ${random.pick(["+", "-", "*"])} 1`],
    [is({ type: "number" }) ? 1 : 0, () => `${random.pick(["double", "-"])}(${one({ type: "number" }, "2")})`],
    [is({ type: "integer" }) ? 1 : 0, () => `${one({ type: "integer" }, "7")} % 2`],
    [is({ type: "string" }) ? 2 : 0, () => `${one({ type: "string" }, '"x"')} + "!"`],
    [is({ type: "string" }) ? 1 : 0, () => `string(${one({ type: "number" }, "2")})`],
    [is({ type: "object" }) ? 1 : 0, () => `{"a": ${any("1")}, "b": [${any("2")}]}`],
    [is({ type: "array" }) ? 1 : 0, () => `[${any("1")}, ${any("2")}]`],
    [is({ type: "array" }) ? 1 : 0, () => `${one({ type: "array" }, "[1]")}.filter(x, x != null)`],
    [is({ type: "array" }) ? 1 : 0, () => `${one({ type: "array" }, "[1]")}.map(x, [x])`],
    [1, () => (sure.length === 0 ? undefined : indexed(random.pick(sure), random, isCareless))],
    [1, () => (of(slot).length === 0 ? undefined : `${statusTest()} ? ${one(slot, "")} : ${one(slot, "")}`)],
    [2, () => (of(slot).length === 0 ? undefined : expressionFor(random.pick(of(slot))))],
    [2, guarded],
  ]);
}

/** An index or key of what can be read: of a list or map that has it, or of anything where nobody cares. */
function indexed(reading: Reading, random: Random, isCareless: boolean): string | undefined {
  const whole = expressionFor(reading);
  if (isCareless) return `${whole}[${random.pick(["0", '"a"', "1", '"items"'])}]`;
  const { schema } = reading;
  if (schema?.type === "array" && Number(schema.minItems ?? 0) > 0) return `${whole}[0]`;
  const [name] = schema?.required ?? [];
  return schema?.type === "object" && name !== undefined ? `${whole}[${JSON.stringify(name)}]` : undefined;
}

function base({ source }: Reading): string {
  const isName = source.kind === "turn" || /^[a-z]\w*$/i.test(source.name);
  const owner = longNames[source.kind];
  return isName ? `${owner}.${source.name}` : `${owner}["${source.name}"]`;
}

function expressionFor(reading: Reading): string {
  return `${base(reading)}${reading.source.kind === "step" ? ".result" : ""}${reading.path}`;
}
