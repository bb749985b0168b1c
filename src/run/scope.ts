// What tags and expressions can read of a job at one moment of its run.

import type { Json, JsonMap } from "../json.ts";

/** What tags can read. Undefined is "nothing there". */
export interface Scope {
  /** A step's entry in the context: a field such as `result`, or with no field the whole entry. */
  step(id: string, field: string | undefined): Json | undefined;
  stepIds(): Iterable<string>;
  variable(name: string): Json | undefined;
  variables(): JsonMap;
  parameters(): JsonMap;
  /** A field of `job`. */
  job(field: string): Json | undefined;
  /** What the loops around give to a turn: by `item`, `index` or the name of a loop. Null outside of loops. */
  each(): JsonMap | null;
  /** All of the context: `job` and `steps`, and inside of loops `each`, as maps. Costly where there are many steps. */
  context(): JsonMap;
}
