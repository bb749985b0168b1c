// The types of what groups, loops and pipelines give, and what their members can see of each other.

import { describe, expect, test } from "vitest";
import { Source } from "../../src/source.ts";
import { checkText } from "./check-text.ts";

/** What the check says of a text, a line each: `line: code message`. */
function said(text: string): string[] {
  const found = checkText(new Source("p.yaml", text));
  return found
    .filter(({ code }) => code !== "unused-result")
    .map(({ code, source, span, message }) => {
      const line = source === undefined || span === undefined ? 0 : source.positionOf(span.start).line;
      return `${line}: ${code}: ${message}`;
    });
}

describe("a group", () => {
  test("gives what its last member gives", () => {
    const text = `steps:
  - id: both
    steps:
      - { id: a, action: TEXT.UPPERCASE, parameters: { text: a } }
      - { id: b, action: TEXT.COUNT, parameters: { text: '{: a :}' } }
outputs: { twice: '{= steps.both.result * 2 =}', text: '{= steps.both.result + "x" =}' }
`;
    expect(said(text)).toEqual(['6: expression-type: `+` cannot join an integer from 0 and `"x"`']);
  });

  test("gives null where its last member may not run", () => {
    const text = `parameters: { p: { type: boolean } }
steps:
  - id: both
    steps:
      - { id: a, if: '{< p >}', action: TEXT.COUNT, parameters: { text: a } }
outputs: { a: '{: both :}', b: '{: both ?? 0 :}', c: '{: a :}' }
`;
    expect(said(text)).toEqual([
      "6: unproved-result: `{: both :}` may be null: group `both` gives what step `a` gives, which runs only if its condition holds",
      "6: unproved-result: `{: a :}` may be null: step `a` runs only if its condition holds",
    ]);
  });

  test("hides its members behind its own condition, unless the reader has the same", () => {
    const text = `parameters: { p: { type: boolean } }
steps:
  - id: both
    if: '{< p >}'
    steps:
      - { id: a, action: TEXT.COUNT, parameters: { text: a } }
  - { action: LOG.PRINT, if: '{< p >}', parameters: { message: '{: a :}' } }
  - { action: LOG.PRINT, parameters: { message: '{: a :}' } }
  - { action: LOG.PRINT, if: '{= steps.a.status.name == "DONE" =}', parameters: { message: '{: both :} {: a :}' } }
`;
    expect(said(text)).toEqual([
      "8: unproved-result: `{: a :}` may be null: step `a` is in group `both`, which runs only if its condition holds",
    ]);
  });

  test("that is known to be done has done its members", () => {
    const text = `parameters: { p: { type: boolean } }
steps:
  - id: both
    allow_failure: true
    steps:
      - { id: a, action: TEXT.COUNT, parameters: { text: a } }
      - { id: b, if: '{< p >}', action: TEXT.COUNT, parameters: { text: b } }
      - { id: c, allow_failure: true, action: TEXT.COUNT, parameters: { text: c } }
      - { steps: [{ id: d, action: TEXT.COUNT, parameters: { text: c } }] }
  - { action: MATH.SQRT, if: '{= steps.both.status.name == "DONE" =}', parameters: { value: '{: a :}' } }
  - { action: MATH.SQRT, if: '{= steps.both.status.value == 0 =}', parameters: { value: '{: d :}' } }
  - { action: MATH.SQRT, if: '{= steps.both.status.value == 0 =}', parameters: { value: '{: b :}' } }
  - { action: MATH.SQRT, if: '{= steps.both.status.value == 0 =}', parameters: { value: '{: c :}' } }
  - { action: MATH.SQRT, if: '{= steps.both.status.value != 0 =}', parameters: { value: '{: a :}' } }
`;
    expect(said(text)).toEqual([
      "12: unproved-result: `{: b :}` may be null: step `b` runs only if its condition holds",
      "13: unproved-result: `{: c :}` may be null: step `c` is allowed to fail",
      "14: unproved-result: `{: a :}` may be null: step `a` is in group `both`, which is allowed to fail",
    ]);
  });

  test("that is allowed to fail leaves its members in doubt", () => {
    const text = `steps:
  - id: both
    allow_failure: true
    steps:
      - { id: a, action: TEXT.COUNT, parameters: { text: a } }
      - { action: LOG.PRINT, parameters: { message: '{: a :}' } }
  - { action: LOG.PRINT, parameters: { message: '{: a :}' } }
`;
    expect(said(text)).toEqual([
      "7: unproved-result: `{: a :}` may be null: step `a` is in group `both`, which is allowed to fail",
    ]);
  });

  test("that is forced has members that run where something has failed", () => {
    const text = `steps:
  - { id: a, action: TEXT.COUNT, parameters: { text: a } }
  - forced: true
    steps:
      - { id: b, action: TEXT.COUNT, parameters: { text: b } }
      - { action: LOG.PRINT, parameters: { message: '{: b :}' } }
      - { action: LOG.PRINT, parameters: { message: '{: a :}' } }
      - { action: LOG.PRINT, if: '{= job.failed =}', parameters: { message: failed } }
`;
    expect(said(text)).toEqual([
      "7: unproved-result: `{: a :}` may be null: step `a` may have failed before this forced step",
    ]);
  });

  test("in parallel gives a map of what its members give", () => {
    const text = `steps:
  - id: all
    parallel:
      - { id: a, action: TEXT.COUNT, parameters: { text: a } }
      - { id: b, action: TEXT.UPPERCASE, parameters: { text: b } }
outputs: { a: '{= steps.all.result.a + 1 =}', b: '{: all.c :}' }
`;
    expect(said(text)).toEqual(["6: no-such-key: the result of step `all` has no key `c`"]);
  });

  test("writes variables for sure inside, and perhaps outside", () => {
    const text = `parameters: { p: { type: boolean } }
steps:
  - if: '{< p >}'
    steps:
      - { action: VARIABLE.SET, parameters: { name: x, value: 1 } }
      - { action: LOG.PRINT, parameters: { message: '{# x #}' } }
  - { action: LOG.PRINT, parameters: { message: '{# x #}' } }
`;
    const [found, ...others] = said(text);
    expect(others).toEqual([]);
    expect(found).toMatch(/^7: unproved-variable: variable `x` may not be there: step `1`, which writes it, runs only/);
  });
});

describe("a loop", () => {
  test("gives the list of what its turns give, and types each item", () => {
    const text = `parameters: { names: { type: array, minItems: 1, items: { type: string } } }
steps:
  - id: sizes
    for_each: { in: '{< names >}' }
    action: TEXT.COUNT
    parameters: { text: '{% each.item %}' }
  - id: wrong
    for_each: { in: '{: sizes :}' }
    action: TEXT.COUNT
    parameters: { text: '{% each.item %}' }
outputs: { first: '{: sizes.0 :}', second: '{: sizes.1 :}' }
`;
    expect(said(text)).toEqual([
      "10: type-mismatch: `text` of block `TEXT.COUNT` must be text, and `{% each.item %}` is an integer from 0",
      "11: unproved-reference: the result of step `sizes` is a list that may have no item `1`",
    ]);
  });

  test("that may have no turn may have written nothing", () => {
    const text = `parameters: { names: { type: array, items: { type: string } } }
steps:
  - for_each: { in: '{< names >}' }
    steps:
      - { action: VARIABLE.SET, parameters: { name: last, value: '{% each.item %}' } }
      - { action: LOG.PRINT, parameters: { message: '{# last #}' } }
  - { action: LOG.PRINT, parameters: { message: '{# last #}' } }
`;
    expect(said(text)).toEqual([
      "7: unproved-variable: variable `last` may not be there: step `1`, which writes it, may have no turn",
    ]);
  });

  test("sees in a turn what a later step of the turn before has written", () => {
    const text = `variables: { state: begin }
steps:
  - for_each: { in: [1, 2] }
    steps:
      - { action: TEXT.COUNT, parameters: { text: '{# state #}' } }
      - { action: VARIABLE.SET, parameters: { name: state, value: 5 } }
`;
    expect(said(text)).toEqual([
      "5: unproved-type: `text` of block `TEXT.COUNT` must be text, and `{# state #}` may be `5`",
    ]);
  });

  test("knows what a list that grows in each turn holds", () => {
    const text = `parameters: { names: { type: array, items: { type: string } } }
variables: { seen: [] }
steps:
  - for_each: { in: '{< names >}' }
    steps:
      - { id: up, action: TEXT.UPPERCASE, parameters: { text: '{% each.item %}' } }
      - { action: LISTS.APPEND, parameters: { list: '{# seen #}', item: '{: up :}' } }
  - { action: TEXT.JOIN_LIST, parameters: { items: '{# seen #}' } }
outputs: { seen: '{# seen #}' }
`;
    expect(said(text).filter((line) => !line.includes("block-parameter"))).toEqual([]);
  });

  test("inside another one has an item of its own", () => {
    const text = `parameters: { rows: { type: array, items: { type: array, items: { type: integer } } } }
steps:
  - id: sums
    for_each: { in: '{< rows >}', as: row }
    steps:
      - id: row
        for_each: { in: '{% each.item %}' }
        action: MATH.SUM
        parameters: { value1: '{% each.item %}', value2: '{% each.row.index %}' }
      - { action: TEXT.COUNT, parameters: { text: '{% each.row.item %}' } }
`;
    expect(said(text)).toEqual([
      "10: type-mismatch: `text` of block `TEXT.COUNT` must be text, and `{% each.row.item %}` is a list of integers",
    ]);
  });
});

test("a step that is tried again sees what its last attempt has written", () => {
  const text = `variables: { state: begin }
steps:
  - retry: { attempts: 2 }
    steps:
      - { action: TEXT.COUNT, parameters: { text: '{# state #}' } }
      - { action: VARIABLE.SET, parameters: { name: state, value: 5 } }
      - { action: LOG.PRINT, parameters: { message: '{# state #}' } }
`;
  const found = said(text);
  expect(found.filter((line) => line.startsWith("5:"))).toEqual([
    "5: unproved-type: `text` of block `TEXT.COUNT` must be text, and `{# state #}` may be `5`",
  ]);
});

describe("what is asked of a turn", () => {
  const people = `parameters:
  people:
    type: array
    items:
      type: object
      properties: { age: { type: integer }, kids: { type: array, items: { type: object, properties: { age: { type: integer } } } } }
      required: [kids]
`;

  test("is known in the same expression, and in the step", () => {
    const text = `${people}steps:
  - for_each: { in: '{< people >}', as: who }
    steps:
      - { action: MATH.ABS, if: '{= has(each.item.age) =}', parameters: { value: '{% each.item.age %}' } }
      - { action: MATH.ABS, if: '{= has(each.item.age) =}', parameters: { value: '{% each.who.item.age %}' } }
      - { action: MATH.ABS, parameters: { value: '{= has(each.who.item.age) ? each.item.age : 0 =}' } }
      - { action: MATH.SQRT, if: '{= each.index > 0 =}', parameters: { value: '{= each.index - 1 =}' } }
      - { action: MATH.ABS, parameters: { value: '{% each.item.age %}' } }
`;
    expect(said(text)).toEqual(["15: unproved-reference: `each.item` may have no key `age`"]);
  });

  test("is known in all of a group, but of no loop inside", () => {
    const text = `${people}steps:
  - for_each: { in: '{< people >}', as: who }
    steps:
      - if: '{= has(each.item.age) =}'
        steps:
          - { action: MATH.ABS, parameters: { value: '{% each.item.age %}' } }
          - for_each: { in: '{% each.item.kids %}' }
            steps:
              - { action: MATH.ABS, parameters: { value: '{% each.who.item.age %}' } }
              - { action: MATH.ABS, parameters: { value: '{% each.item.age %}' } }
      - if: '{= has(each.item.age) =}'
        for_each: { in: '{% each.item.kids %}' }
        action: MATH.ABS
        parameters: { value: '{% each.item.age %}' }
      - if: '{= has(each.item.age) =}'
        retry: { attempts: 2 }
        action: MATH.ABS
        parameters: { value: '{% each.item.age %}' }
`;
    expect(said(text)).toEqual([
      "17: unproved-reference: `each.item` may have no key `age`",
      "21: unproved-reference: `each.item` may have no key `age`",
    ]);
  });

  test("is known of null, and of the items of a list", () => {
    const text = `parameters: { list: { type: array, items: { type: [string, 'null'] } } }
steps:
  - for_each: { in: '{< list >}' }
    steps:
      - { action: TEXT.UPPERCASE, if: '{= each.item != null =}', parameters: { text: '{% each.item %}' } }
      - { action: TEXT.UPPERCASE, parameters: { text: '{= each.item != null ? each.item : "" =}' } }
      - { action: TEXT.UPPERCASE, parameters: { text: '{= type(each.item) == string ? each.item : "" =}' } }
  - action: TEXT.COUNT
    if: '{= size(job.parameters.list) != 0 && job.parameters.list[0] != null =}'
    parameters: { text: '{< list.0 >}' }
  - action: TEXT.COUNT
    if: '{= size(job.parameters.list) > 1 =}'
    parameters: { text: '{= job.parameters.list[1] != null ? job.parameters.list[1] : job.parameters.list[0] =}' }
`;
    expect(said(text)).toEqual([
      "13: unproved-type: `text` of block `TEXT.COUNT` must be text, and `{= job.parameters.list[1] != null ? job.parameters.list[1] : job.parameters.list[0] =}` may be null",
    ]);
  });

  test("is known of keys and indexes that are computed", () => {
    const text = `parameters:
  stock: { type: object, additionalProperties: { type: integer } }
  list: { type: array, items: { type: string } }
  name: { type: string }
steps:
  - { action: MATH.ABS, parameters: { value: '{= job.parameters.name in job.parameters.stock ? job.parameters.stock[job.parameters.name] : 0 =}' } }
  - { action: LOG.PRINT, parameters: { message: '{= job.parameters.stock.map(name, job.parameters.stock[name]) =}' } }
  - for_each: { in: '{< list >}' }
    steps:
      - { action: TEXT.COUNT, parameters: { text: '{= size(job.parameters.list) > each.index ? job.parameters.list[each.index] : "" =}' } }
      - { action: TEXT.COUNT, parameters: { text: '{= !(each.index >= size(job.parameters.list)) ? job.parameters.list[each.index] : "" =}' } }
      - { action: TEXT.COUNT, parameters: { text: '{= size(job.parameters.list) >= each.index ? job.parameters.list[each.index] : "" =}' } }
      - { action: LOG.PRINT, parameters: { message: '{= job.parameters.name in job.parameters.stock && job.parameters.list.map(name, job.parameters.stock[name]).size() > 0 =}' } }
`;
    expect(said(text).map((line) => line.slice(0, line.indexOf(": ", 5)))).toEqual([
      "12: unproved-reference",
      "13: unproved-reference",
    ]);
  });

  test("that cannot be is told", () => {
    const text = `steps:
  - for_each: { in: [1, 2] }
    steps:
      - { action: LOG.PRINT, if: ['{= each.item == 1 =}', '{= each.item == 2 =}'], parameters: { message: hi } }
`;
    expect(said(text)).toHaveLength(1);
  });
});
