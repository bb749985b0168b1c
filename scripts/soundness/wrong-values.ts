// What a careless author writes: tags for anything there is or is not, as they come.

import type { Json } from "../../src/json.ts";
import type { Random } from "./random.ts";
import { keyNames } from "./random-schemas.ts";
import { anyValue } from "./random-values.ts";
import { type Reader, tagFor } from "./reading.ts";
import type { Surroundings } from "./surroundings.ts";

/** Tags that read what is not there. */
export const unknownNames: readonly string[] = ["{: nobody :}", "{# nothing #}", "{< none >}", "{% each.item %}"];

const stepFields = [
  "error",
  "error.message",
  "error.code",
  "status.name",
  "status.name.0",
  "block.category",
  "block",
  "parameters",
  "parameters.value",
  "action",
  "id",
  "result",
];
const jobFields = ["id", "name", "success", "variables.v", "parameters.p1"];
const turnFields = ["item", "index", "row.item", "cell.index"];

/** A tag for anything. */
export function anyTag(random: Random, surroundings: Surroundings, reader: Reader): string {
  const reading = surroundings.anyReading(reader);
  if (reading === undefined || random.chance(0.05)) return random.pick(unknownNames);
  const steps = surroundings.sources("step");
  if (steps.length > 0 && random.chance(0.15)) {
    const fallback = random.chance(0.3) ? ' ?? "none"' : "";
    return `{% steps.${random.pick(steps).name}.${random.pick(stepFields)}${fallback} %}`;
  }
  if (random.chance(0.05)) return `{% job.${random.pick(jobFields)} %}`;
  if (random.chance(0.02)) return `{% each.${random.pick(turnFields)} %}`;
  if (surroundings.hidden.length > 0 && random.chance(0.05)) return `{: ${random.pick(surroundings.hidden).name} :}`;
  const path = random.chance(0.2) ? `${reading.path}.${random.pick(keyNames)}` : reading.path;
  return tagFor({ ...reading, path }, random, random.chance(0.25) ? JSON.stringify(anyValue(random)) : undefined);
}

/** A value with or without tags for a slot of any type. */
export function anyWritten(random: Random, surroundings: Surroundings, reader: Reader): Json {
  const tag = () => anyTag(random, surroundings, reader);
  return random.weighted<Json>([
    [5, tag],
    [1, () => anyValue(random)],
    [1, () => `text ${tag()}`],
    [1, () => [tag()]],
    [1, () => ({ [random.pick(keyNames)]: tag() })],
    [1, () => ({ [tag()]: 1, a: 2 })],
  ]);
}
