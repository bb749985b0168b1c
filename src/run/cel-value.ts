// What expressions compute with: scalars, big integers for the library's whole numbers, and JSON lists and maps behind a box that the
// library never looks into, so that it meets neither prototypes nor private keys.

import { freezeJson, isJsonMap, type Json, type JsonMap, ownValue, setOwn } from "../json.ts";
import { isPrivateKey } from "../template.ts";

/** A value while an expression is computed. */
export type CelValue = null | boolean | number | bigint | string | Box;

/** A list. Its items are boxed when they are asked for. */
interface ListView {
  readonly kind: "list";
  readonly items: readonly (Json | CelValue)[];
  /** The same, when it came from JSON. */
  readonly json?: Json;
}

/** A map, or something that makes its values on demand. */
interface MapView {
  readonly kind: "map";
  /** Undefined is "nothing there"; private keys are not asked for. */
  get(key: string): Json | CelValue | undefined;
  keys(): readonly string[];
  toJson(): Json;
}

/** A list or map. */
export class Box {
  readonly view: ListView | MapView;

  constructor(view: ListView | MapView) {
    this.view = view;
  }
}

/** JSON, or a value already, as a value. */
export function boxed(value: Json | CelValue): CelValue {
  if (typeof value !== "object" || value === null || value instanceof Box) return value;
  return isJsonMap(value) ? mapBox(value) : new Box({ kind: "list", items: value, json: value });
}

export function listBox(items: readonly CelValue[]): Box {
  return new Box({ kind: "list", items });
}

function mapBox(map: JsonMap): Box {
  return new Box({
    kind: "map",
    get: (key) => ownValue(map, key),
    keys: () => Object.keys(map),
    toJson: () => map,
  });
}

/** A map made by an expression. */
export function madeMap(entries: ReadonlyMap<string, CelValue>): Box {
  return new Box({
    kind: "map",
    get: (key) => entries.get(key),
    keys: () => [...entries.keys()],
    toJson: () => {
      const map = {};
      for (const [key, value] of entries) setOwn(map, key, toJson(value));
      return freezeJson(map);
    },
  });
}

/** A map whose values are made on demand. */
export function lazyMap(get: MapView["get"], keys: MapView["keys"]): Box {
  const toMap = () => {
    const map = {};
    for (const key of keys()) setOwn(map, key, toJson(boxed(get(key) ?? null)));
    return freezeJson(map);
  };
  return new Box({ kind: "map", get, keys, toJson: toMap });
}

/** The keys of a map that an expression may see. */
export function visibleKeys(view: MapView): readonly string[] {
  return view.keys().filter((key) => !isPrivateKey(key));
}

/** Why an expression has no value. */
export class Fault extends Error {
  /** Whether nothing is there where something is read, or a number is not finite; anything else is an error. */
  readonly reason: "nothing" | "not finite" | "error";
  /** Found only when it is shown. */
  readonly help: (() => string | undefined) | undefined;

  constructor(message: string, reason: Fault["reason"] = "error", help?: () => string | undefined) {
    super(message);
    this.reason = reason;
    this.help = help;
  }
}

/** The plain data that a value is. */
export function toJson(value: Json | CelValue): Json {
  switch (typeof value) {
    case "bigint": {
      const number = Number(value);
      if (Number.isSafeInteger(number)) return number;
      throw new Fault("an integer of more digits than JSON keeps");
    }
    case "number":
      return value === 0 ? 0 : value;
    case "object":
      if (!(value instanceof Box)) return value;
      if (value.view.kind === "map") return value.view.toJson();
      return value.view.json ?? freezeJson(value.view.items.map(toJson));
    default:
      return value;
  }
}

/** The word for what a value is. */
export function kindOf(value: CelValue): "null" | "boolean" | "number" | "text" | "list" | "map" {
  if (value === null) return "null";
  if (value instanceof Box) return value.view.kind;
  if (typeof value === "string") return "text";
  return typeof value === "boolean" ? "boolean" : "number";
}
