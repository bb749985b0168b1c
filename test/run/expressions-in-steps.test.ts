// Expressions where a pipeline has them. The library that computes them is loaded by the run itself.

import { describe, expect, test } from "vitest";
import { documentFromValue } from "../../src/parse/value-document.ts";
import { runDocument } from "./run-document.ts";

const run = (value: unknown) => runDocument(documentFromValue(value), {});

describe("in a pipeline", () => {
  test("conditions, parameters, keys and outputs are computed where they stand", async () => {
    const { job, outcome } = await run({
      parameters: { n: { type: "integer", default: 2 } },
      steps: [
        { id: "up", action: "TEXT.UPPERCASE", parameters: { text: "abc" } },
        { id: "no", action: "TEXT.UPPERCASE", if: "{= steps.up.result == 'abc' =}", parameters: { text: "x" } },
        {
          id: "yes",
          action: "TEXT.UPPERCASE",
          if: ["{= steps.up.result == 'ABC' && job.parameters.n > 1 =}", "{= steps.no.result == null =}"],
          parameters: { text: "{= steps.up.result + string(job.parameters.n) =} and {: up :}" },
        },
      ],
      outputs: { "{= 'k' + 'ey' =}": "{= [size(steps.yes.result), steps.no.status.name] =}" },
    });
    expect([outcome.status, outcome.outputs]).toEqual([0, { key: [12, "IF_CONDITION_FAILED"] }]);
    expect(job.getStep("yes")?.result).toBe("ABC2 AND ABC");
  });

  test("a condition that is no boolean is INVALID_TYPE, one that finds nothing UNHANDLED_EXCEPTION", async () => {
    const runIf = async (condition: string) => {
      const steps = [{ action: "TEXT.UPPERCASE", if: condition, parameters: { text: "x" } }];
      const { outcome } = await run({ steps });
      return [outcome.status, outcome.error?.code];
    };
    expect(await runIf("{= 1 + 1 =}")).toEqual([107, "invalid_type"]);
    expect(await runIf("{= steps.nothing.result =}")).toEqual([101, "unresolved_reference"]);
    expect(await runIf("{= 1 / 0 == 1 =}")).toEqual([101, "expression_error"]);
    expect(await runIf("{= 1.0 / 0 =}")).toEqual([103, "not_finite"]);
  });

  test("a malformed one is plain text", async () => {
    const steps = [{ id: "a", action: "TEXT.UPPERCASE", parameters: { text: "{= a = b =}" } }];
    const { job } = await run({ steps });
    expect(job.getStep("a")?.result).toBe("{= A = B =}");
  });

  test("what an expression brings in is not read for tags", async () => {
    const steps = [{ id: "a", action: "TEXT.UPPERCASE", parameters: { text: "{= '{' + ': b :}' =}" } }];
    const { job } = await run({ steps });
    expect(job.getStep("a")?.result).toBe("{: B :}");
  });
});
