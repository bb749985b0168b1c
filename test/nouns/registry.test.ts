import { describe, expect, test } from "vitest";
import { type Block, BlockDefinitionError, Conduit, ConduitStatus, Registry } from "../../src/index.ts";

const named = (name: string, category?: string, more: Partial<Block> = {}): Block => ({
  name,
  category,
  run: () => 1,
  ...more,
});

describe("a registry", () => {
  const registry = new Registry([
    named("join", "Text"),
    named("SPLIT", "TEXT"),
    named("COUNT", "LISTS"),
    named("bare"),
  ]);

  test("finds blocks in any case, under their names in upper case", () => {
    expect(registry.all().map(({ action }) => action)).toEqual(["TEXT.JOIN", "TEXT.SPLIT", "LISTS.COUNT", "BARE"]);
    expect(registry.get("tExT.jOiN")).toMatchObject({ action: "TEXT.JOIN", category: "TEXT", name: "JOIN" });
    expect(registry.get("bare")?.category).toBe(null);
    expect(registry.get("TEXT")).toBeUndefined();
    expect(registry.get("TEXT.JOIN.MORE")).toBeUndefined();
  });

  test("knows LIST as another name of LISTS", () => {
    expect(registry.get("list.count")?.action).toBe("LISTS.COUNT");
    expect(() => registry.add(named("COUNT", "LIST"))).toThrow("a block `LISTS.COUNT` is there already");
    const steps = [
      { action: "LIST.COPY", parameters: { list: [] } },
      { action: "LISTS.COPY", parameters: { list: [] } },
    ];
    const job = Conduit.fromObject({ steps, block_limit_overrides: { "LIST.COPY": 1 } });
    expect(job.steps.map(({ status }) => status)).toEqual([-1, 109]);
  });

  test.each([
    ["TEXT.*", ["TEXT.JOIN", "TEXT.SPLIT"]],
    ["*.?OUNT", ["LISTS.COUNT"]],
    ["*", ["TEXT.JOIN", "TEXT.SPLIT", "LISTS.COUNT", "BARE"]],
    ["text.join*", ["TEXT.JOIN"]],
    ["TEXT", []],
    ["T.XT.JOIN", []],
    ["[T]EXT.JOIN", []],
    ["TEXT.?JOIN", []],
    ["list.*", ["LISTS.COUNT"]],
  ])("matches %s", (pattern, actions) => {
    expect(registry.matchAll(pattern).map(({ action }) => action)).toEqual(actions);
    expect(registry.matchFirst(pattern)?.action).toBe(actions[0]);
  });

  test.each([
    [named("JOIN", "text"), "a block `TEXT.JOIN` is there already"],
    [named("A.B"), "`name` of a block must be text without dots, blanks, braces, `*` and `?`, found `A.B`"],
    [named("A", "X.Y"), "`category` of block `A` must be text without dots, blanks, braces, `*` and `?`, found `X.Y`"],
    [named(""), "`name` of a block must be text without dots, blanks, braces, `*` and `?`, found ``"],
    [{ run: () => 1 }, "a block has no `name`"],
    [{ name: "A" }, "block `A` has no function `run`"],
    [5, "a block must be a map with `name` and `run`, found integer"],
    [null, "a block must be a map with `name` and `run`, found null"],
    [named("A", undefined, { parameters: { type: "array" } }), '`parameters` of block `A` must have `type: "object"`'],
    [{ ...named("A"), tags: "x" }, "`tags` of block `A` must be a list of texts, found `x`"],
    [{ ...named("A"), maxUses: 1.5 }, "`maxUses` of block `A` must be an integer of at least 0, found number"],
    [{ ...named("A"), writesVariables: 7 }, "`writesVariables` of block `A` must be true, a list of names"],
    [{ ...named("A"), readsVariables: 7 }, "`readsVariables` of block `A` must be true, a list of names"],
    [{ ...named("A"), changes: 7 }, "`changes` of block `A` must be a list of parameters, found integer"],
    [{ ...named("A"), example: { parameters: null } }, "`example` of block `A` must be a map with `parameters`"],
    [{ ...named("A"), effect: "none" }, "`effect` of block `A` must be `pure`, `read` or `write`, found `none`"],
    [{ ...named("A"), isolation: true }, "`isolation` of block `A` must be `worker`, found boolean"],
    [named("A", undefined, { isolation: "worker" }), "block `A` declares `isolation`, which only a block in a module"],
    [{ ...named("A"), tag: ["shell"] }, "a block has no key `tag`; did you mean `tags`?"],
    [{ ...named("A"), returns: 5 }, "`returns` of block `A` must be a JSON Schema, found integer"],
    [
      named("A", undefined, { parameters: { properties: { a: { default: () => 1 } } } }),
      "`parameters` of block `A` must be a JSON Schema: a function cannot be written as JSON",
    ],
  ])("refuses %j", (block, message) => {
    const before = registry.all().length;
    const add = () => registry.add(block);
    expect(add).toThrow(BlockDefinitionError);
    expect(add).toThrow(message);
    expect(registry.all()).toHaveLength(before);
  });

  test("refuses what cannot even be read", () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(() => registry.add(proxy)).toThrow(BlockDefinitionError);
    const throwing = {
      get name(): string {
        throw new Error("boo");
      },
      run: () => 1,
    };
    expect(() => registry.add(throwing)).toThrow("a block that cannot be read");
  });

  test("takes a private block only as a job's own", () => {
    const secret = named("SECRET", "OWN", { private: true });
    expect(() => registry.add(secret)).toThrow("block `OWN.SECRET` is private: hand it to the job that may use it");
    expect(new Registry([secret], registry).get("OWN.SECRET")).toBeDefined();
  });

  test("asks its parent first, so that nobody can replace a block", () => {
    const child = new Registry([named("JOIN", "TEXT"), named("OWN")], registry);
    expect(child.get("TEXT.JOIN")).toBe(registry.get("TEXT.JOIN"));
    expect(
      child
        .all()
        .map(({ action }) => action)
        .filter((action) => action === "TEXT.JOIN"),
    ).toHaveLength(1);
    expect(child.get("OWN")).toBeDefined();
    expect(registry.get("OWN")).toBeUndefined();
  });
});

test("a job's own blocks, private ones too, are of that job alone, and never replace a built-in one", async () => {
  const blocks = [named("SECRET", "OWN", { private: true }), named("TRUE", "LOGIC", { run: () => "replaced" })];
  const steps = [{ action: "own.secret" }, { action: "LOGIC.TRUE" }];
  const job = Conduit.fromObject({ steps }, { blocks });
  await job.run();
  expect(job.steps.map(({ returnValue }) => returnValue)).toEqual([1, true]);
  expect(Conduit.fromObject({ steps }).steps[0]?.status).toBe(ConduitStatus.BLOCK_NOT_FOUND);
});

describe("limits", () => {
  const statuses = (payload: object, blocks: Block[] = []) =>
    Conduit.fromObject(payload, { blocks }).steps.map(({ status }) => status);
  const twice = { steps: [{ action: "LOGIC.TRUE" }, { action: "logic.true" }] };

  test.each([
    [{ "LOGIC.TRUE": 1 }, [-1, 109]],
    [{ "logic.*": 1 }, [-1, 109]],
    [{ "LOGIC.TRUE": 0 }, [109, 109]],
    [{ "LOGIC.TRUE": null, "*": 0 }, [-1, -1]],
    [{ "*": 0, "LOGIC.TRUE": null }, [109, 109]],
    [{ "LOGIC.T?UE": 1 }, [-1, 109]],
    [{ "LIST.*": 0, "LOGIC.TRUE": 1 }, [-1, 109]],
    [{ "LOGIC.TRU": 0, "LOGIC.TRUE?": 0, "LOGIC+TRUE": 0 }, [-1, -1]],
  ])("overrides %j", (overrides, expected) => {
    expect(statuses({ ...twice, block_limit_overrides: overrides })).toEqual(expected);
  });

  test("the block's own holds unless an override says otherwise", () => {
    const rare = named("RARE", undefined, { maxUses: 1 });
    const steps = [{ action: "RARE" }, { action: "RARE" }];
    expect(statuses({ steps }, [rare])).toEqual([-1, 109]);
    expect(statuses({ steps, block_limit_overrides: { RARE: 2 } }, [rare])).toEqual([-1, -1]);
    expect(statuses({ steps, block_limit_overrides: { RARE: null } }, [rare])).toEqual([-1, -1]);
  });

  test("each block counts for itself under a pattern, and refused steps count too", () => {
    const steps = [
      { action: "LOGIC.TRUE" },
      { action: "LOGIC.FALSE" },
      { id: "1", action: "LOGIC.TRUE" },
      { action: "NOPE" },
    ];
    expect(statuses({ steps, block_limit_overrides: { "LOGIC.*": 1 } })).toEqual([-1, -1, 104, 102]);
    expect(statuses({ steps: [{ action: "NOPE" }, { action: "LOGIC.TRUE" }], step_limit: 1 })).toEqual([102, 108]);
  });
});
