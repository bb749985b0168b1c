// The original's behaviour, case by case: pipelines run through the original itself, with what came of them.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { AssertionError, type Block, Conduit, ConduitStatus, defineBlock, InvalidArgumentError } from "../src/index.ts";

interface CustomBlock {
  readonly name: string;
  readonly tags?: string[];
  readonly maxUses?: number;
  readonly kind?: "const" | "echo" | "global" | "raise";
  readonly value?: unknown;
  readonly async?: boolean;
  readonly param?: string;
  readonly error?: string;
}

interface OriginalCase {
  readonly name: string;
  readonly phase: "run" | "created";
  readonly pipeline: object;
  readonly customBlocks?: CustomBlock[];
  readonly expected: {
    readonly success: boolean | null;
    readonly steps: {
      readonly id: string;
      readonly position: number;
      readonly status: { readonly name: string; readonly value: number };
      readonly result: unknown;
      readonly compareResult: boolean;
    }[];
    readonly variables: object;
  };
}

const cases = JSON.parse(
  readFileSync(new URL("fixtures/original-cases.json", import.meta.url), "utf8"),
) as OriginalCase[];

describe("behaves as the original", () => {
  test.each(cases.map((one) => [one.name, one] as const))(
    "%s",
    async (_, { pipeline, customBlocks, phase, expected }) => {
      const job = Conduit.fromObject(pipeline, { blocks: (customBlocks ?? []).map(customBlock) });
      if (phase === "run") await job.run();
      const found = job.steps.map((step, index) => ({
        id: step.id,
        position: step.position,
        status: `${ConduitStatus[step.status]} ${step.status}`,
        result: expected.steps[index]?.compareResult ? step.returnValue : "not compared",
      }));
      expect(found).toEqual(
        expected.steps.map(({ id, position, status, result, compareResult }) => ({
          id,
          position,
          status: `${status.name} ${status.value}`,
          result: compareResult ? result : "not compared",
        })),
      );
      expect(job.variables).toEqual(expected.variables);
      expect(job.success).toBe(expected.success);
    },
  );
});

function customBlock({ name, tags, maxUses, kind = "const", value, async, param = "", error }: CustomBlock): Block {
  const [category, own] = name.includes(".") ? name.split(".") : [undefined, name];
  const open = { type: "object", additionalProperties: true } as const;
  const base = { name: own ?? name, category, tags, maxUses };
  switch (kind) {
    case "const":
      return defineBlock({ ...base, run: () => (async ? Promise.resolve(value ?? null) : (value ?? null)) });
    case "echo":
      return defineBlock({ ...base, parameters: open, run: (parameters) => parameters });
    case "global":
      return defineBlock({
        ...base,
        parameters: open,
        run: ({ extra }: { extra?: unknown }, { globals }) => [globals[param.replaceAll("__", "")], extra],
      });
    case "raise":
      return defineBlock({
        ...base,
        run: () => {
          if (error === "value") throw new InvalidArgumentError("value");
          if (error === "assertion") throw new AssertionError("assertion");
          throw new Error(error);
        },
      });
  }
}
