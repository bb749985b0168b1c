// When a misspelt name has one meaning, so that it may be changed without asking.

import { expect, test } from "vitest";
import { nearest, onlyNearest } from "../../src/suggest.ts";

test.each<[string, string[], string]>([
  ["acton", ["action", "id"], "action"],
  ["fecth", ["fetch"], "fetch"],
  ["txt", ["text", "with"], "text"],
  ["Fetch", ["fetch", "store"], "fetch"],
  ["stepLimit", ["step_limit", "steps"], "step_limit"],
  ["step-limit", ["step_limit", "steps"], "step_limit"],
  ["TEXT.UPPRCSE", ["TEXT.UPPERCASE", "TEXT.LOWERCASE"], "TEXT.UPPERCASE"],
  ["TXET.JION", ["TEXT.JOIN", "TEXT.SPLIT"], "TEXT.JOIN"],
  ["abc", ["abcd", "abcd"], "abcd"],
])("%s is surely one of %j", (word, names, meant) => {
  expect(onlyNearest(word, names)).toBe(meant);
});

test.each<[string, string, string[]]>([
  ["two names are as near", "MATH.MUN", ["MATH.MUL", "MATH.MIN", "MATH.SUB"]],
  ["two names are as near, the later one found first", "tile", ["title", "tiles"]],
  ["two names differ in case alone", "FETCH", ["fetch", "Fetch"]],
  ["it begins otherwise", "encode", ["decode"]],
  ["it begins otherwise behind the category", "LIST.SET", ["LIST.GET"]],
  ["one of its words begins otherwise", "sort_asc", ["sort_dsc"]],
  ["the number is another one", "page2", ["page1"]],
  ["the number is another one, next to a longer one", "page12", ["page1"]],
  ["the category is missing", "JOIN", ["TEXT.JOIN"]],
  ["too much of a short word differs", "LISTS.SLICE", ["LISTS.SHIFT"]],
  ["nothing is near", "abc", ["xyz"]],
])("not sure: %s", (_, word, names) => {
  expect(onlyNearest(word, names)).toBeUndefined();
});

test("a tie leaves the suggestion as it is: the first of the nearest", () => {
  expect(nearest("tile", ["title", "tiles"])).toBe("title");
  expect(nearest("tile", ["tiles", "title"])).toBe("tiles");
});
