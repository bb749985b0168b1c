// What expressions do in the language's own way and not in the library's: reading keys, comparing JSON, joining, and counting the work.

import { suggestion } from "../suggest.ts";
import { isPrivateKey } from "../template.ts";
import { Box, boxed, type CelValue, Fault, kindOf, listBox, madeMap, visibleKeys } from "./cel-value.ts";

/** How much one expression may do: steps of the computation, where 64 characters of text count as one. */
export const mostWork = 2_000_000;
const charactersPerStep = 64;

class Work {
  #left = 0;

  begin(): void {
    this.#left = mostWork;
  }

  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new Fault(`it takes more than ${mostWork.toLocaleString("en")} steps to compute`);
  }

  spendOnText(text: string): void {
    this.spend(1 + text.length / charactersPerStep);
  }
}

/** Of the expression being computed; a computation is never interrupted by another one. */
export const work = new Work();

/** By the library's signature. No expression can call them: their names are none of its functions. */
export const celFunctions: Readonly<Record<string, (...values: never[]) => unknown>> = {
  "_bool(dyn): bool": (value: CelValue) => guarded(value, "boolean"),
  "_number(dyn): dyn": (value: CelValue) => guarded(value, "number"),
  "_text(dyn): string": (value: CelValue) => guarded(value, "text"),
  "_texts(dyn): list<string>": textsOf,
  "_whole(dyn): int": wholeOf,
  "_any(dyn): dyn": counted,
  "_ordered(dyn): dyn": (value: CelValue) => {
    const kind = kindOf(counted(value));
    if (kind === "number" || kind === "text" || kind === "boolean") return value;
    throw new Fault(`${named(kind)} cannot be ordered`);
  },
  "_equal(dyn, dyn): bool": isEqual,
  "_in(dyn, dyn): bool": isIn,
  "_add(dyn, dyn): dyn": sumOf,
  "_finite(dyn): dyn": finite,
  "_get(dyn, string): dyn": (of: CelValue, key: string) => memberOf(counted(of), key),
  "_at(dyn, dyn): dyn": itemOf,
  "_has(dyn, string): bool": hasKey,
  "_list(list): dyn": (items: readonly CelValue[]) => {
    work.spend(items.length);
    return listBox(items);
  },
  "_map(list): dyn": mapOf,
  "_range(dyn): list<dyn>": rangeOf,
  "_turn(): bool": () => {
    work.spend(1);
    return true;
  },
  "_size(dyn): int": sizeOf,
  "_type(dyn): string": typeOf,
  "_missing(string): dyn": (message: string) => {
    throw new Fault(message, "nothing");
  },
  "_fail(string): dyn": (message: string) => {
    throw new Fault(message);
  },
};

const named = (kind: string): string => (kind === "null" || kind === "text" ? kind : `a ${kind}`);

/** The same value, its reading counted. */
function counted(value: CelValue): CelValue {
  if (typeof value === "string") work.spendOnText(value);
  else work.spend(1);
  return value;
}

function guarded(value: CelValue, wanted: "boolean" | "number" | "text"): CelValue {
  const kind = kindOf(counted(value));
  if (kind === wanted) return value;
  throw new Fault(`${named(wanted)} is needed here, found ${named(kind)}`);
}

/** JSON has no other numbers, and what is known of numbers before the run would not hold of them. */
function finite(value: CelValue): CelValue {
  if (typeof value !== "number" || Number.isFinite(value)) return value;
  throw new Fault(`${value} is no finite number`, "not finite");
}

function wholeOf(value: CelValue): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "number" && Number.isInteger(value)) return BigInt(value);
  const found = typeof value === "number" ? String(value) : named(kindOf(value));
  throw new Fault(`an integer is needed here, found ${found}`);
}

function textsOf(value: CelValue): string[] {
  if (!(value instanceof Box) || value.view.kind !== "list") {
    throw new Fault(`a list of texts is needed here, found ${named(kindOf(value))}`);
  }
  return value.view.items.map((item) => {
    if (typeof item !== "string")
      throw new Fault(`a list of texts is needed here, found ${named(kindOf(boxed(item)))} in it`);
    work.spendOnText(item);
    return item;
  });
}

function isEqual(one: CelValue, other: CelValue): boolean {
  if (typeof one === "string" && typeof other === "string") {
    work.spendOnText(one);
    return one === other;
  }
  work.spend(1);
  if (!(one instanceof Box) || !(other instanceof Box)) return isSameScalar(one, other);
  const [left, right] = [one.view, other.view];
  if (left.kind === "list") {
    if (right.kind !== "list" || left.items.length !== right.items.length) return false;
    return left.items.every((item, index) => isEqual(boxed(item), boxed(right.items[index] ?? null)));
  }
  if (right.kind !== "map") return false;
  const keys = visibleKeys(left);
  work.spend(keys.length);
  if (keys.length !== visibleKeys(right).length) return false;
  return keys.every((key) => {
    const [value, counterpart] = [left.get(key), right.get(key)];
    return value !== undefined && counterpart !== undefined && isEqual(boxed(value), boxed(counterpart));
  });
}

function isSameScalar(one: CelValue, other: CelValue): boolean {
  const areNumbers = kindOf(one) === "number" && kindOf(other) === "number";
  // Big integers equal numbers of the same value.
  // biome-ignore lint/suspicious/noDoubleEquals: only a loose comparison does that.
  return areNumbers ? one == other : one === other;
}

function isIn(value: CelValue, of: CelValue): boolean {
  if (of instanceof Box) {
    const { view } = of;
    if (view.kind === "list") return view.items.some((item) => isEqual(value, boxed(item)));
    work.spend(1);
    return typeof value === "string" && !isPrivateKey(value) && view.get(value) !== undefined;
  }
  throw new Fault(`a list or a map is needed here, found ${named(kindOf(of))}`);
}

const [leastInteger, mostInteger] = [-(2n ** 63n), 2n ** 63n - 1n];

function sumOf(one: CelValue, other: CelValue): CelValue {
  if (typeof one === "bigint" && typeof other === "bigint") {
    work.spend(1);
    const sum = one + other;
    if (sum < leastInteger || sum > mostInteger) throw new Fault("an integer that is too large");
    return sum;
  }
  if (kindOf(one) === "number" && kindOf(other) === "number") {
    work.spend(1);
    return finite(Number(one) + Number(other));
  }
  if (typeof one === "string" && typeof other === "string") {
    work.spend(1 + (one.length + other.length) / charactersPerStep);
    return one + other;
  }
  if (one instanceof Box && other instanceof Box && one.view.kind === "list" && other.view.kind === "list") {
    work.spend(1 + one.view.items.length + other.view.items.length);
    return listBox([...one.view.items, ...other.view.items].map(boxed));
  }
  throw new Fault(`${named(kindOf(one))} and ${named(kindOf(other))} cannot be joined by \`+\``);
}

function memberOf(of: CelValue, key: string): CelValue {
  if (of === null) throw new Fault(`there is null where \`${key}\` is looked for`, "nothing");
  if (!(of instanceof Box) || of.view.kind !== "map")
    throw new Fault(`${named(kindOf(of))} has no \`${key}\``, "nothing");
  if (isPrivateKey(key))
    throw new Fault(`\`${key}\` is private, as every key that begins or ends with \`_\``, "nothing");
  const { view } = of;
  const found = view.get(key);
  if (found !== undefined) return boxed(found);
  throw new Fault(`there is no key \`${key}\``, "nothing", () => suggestion(key, visibleKeys(view), "there are"));
}

function itemOf(of: CelValue, index: CelValue): CelValue {
  work.spend(1);
  if (of === null) throw new Fault("there is null where an item is looked for", "nothing");
  if (!(of instanceof Box)) throw new Fault(`${named(kindOf(of))} has no items`, "nothing");
  if (of.view.kind === "map") {
    if (typeof index === "string") return memberOf(of, index);
    throw new Fault(`a map is read by text, found ${named(kindOf(index))}`);
  }
  const { items } = of.view;
  const at = Number(wholeOf(index));
  const found = items[at];
  if (found !== undefined) return boxed(found);
  const count = `${items.length} item${items.length === 1 ? "" : "s"}`;
  throw new Fault(`index ${at} is outside a list of ${count}`, "nothing");
}

/** Whether a key is there, be it with null. What can have no keys has none. */
function hasKey(of: CelValue, key: string): boolean {
  work.spend(1);
  if (!(of instanceof Box) || of.view.kind !== "map" || isPrivateKey(key)) return false;
  return of.view.get(key) !== undefined;
}

/** Keys and values in turn. */
function mapOf(items: readonly CelValue[]): Box {
  work.spend(items.length);
  const entries = new Map<string, CelValue>();
  for (let index = 0; index < items.length; index += 2) {
    const key = items[index] ?? null;
    if (typeof key !== "string") throw new Fault(`a map's keys are texts, found ${named(kindOf(key))}`);
    if (key === "__proto__") throw new Fault("a key is `__proto__`");
    if (entries.has(key)) throw new Fault(`a map with two keys \`${key}\``);
    entries.set(key, items[index + 1] ?? null);
  }
  return madeMap(entries);
}

/** What a loop goes through: the items of a list, the keys of a map. */
function rangeOf(of: CelValue): CelValue[] {
  if (!(of instanceof Box)) throw new Fault(`a list or a map is needed here, found ${named(kindOf(of))}`);
  const items = of.view.kind === "list" ? of.view.items.map(boxed) : [...visibleKeys(of.view)];
  work.spend(1 + items.length);
  return items;
}

function sizeOf(of: CelValue): bigint {
  counted(of);
  if (typeof of === "string") return BigInt([...of].length);
  if (!(of instanceof Box)) throw new Fault(`text, a list or a map is needed here, found ${named(kindOf(of))}`);
  return BigInt(of.view.kind === "list" ? of.view.items.length : visibleKeys(of.view).length);
}

function typeOf(value: CelValue): string {
  switch (kindOf(value)) {
    case "null":
      return "null_type";
    case "boolean":
      return "bool";
    case "number":
      return typeof value === "bigint" || Number.isInteger(value) ? "int" : "double";
    case "text":
      return "string";
    case "list":
      return "list";
    case "map":
      return "map";
  }
}
