// A block's JSON Schema as an editor needs it. An editor sees a tag as the text that it is written as, so wherever a value may come
// from a tag, the schema lets that text stand. What holds whatever tags bring is kept; of the rest nothing is claimed.

import type { JsonSchema } from "../infer.ts";
import { isJsonMap, type Json, type JsonMap, ownValue } from "../json.ts";
import { schemaAt } from "../schema-reference.ts";
import {
  either,
  hasValues,
  mapRefs,
  mapValues,
  oneOfValues,
  pick,
  type Schema,
  type Types,
  together,
  typesOf,
  typesOfAny,
  valuesOf,
  type Written,
  when,
} from "./schema-parts.ts";

const textPattern = "(?<!\\\\)\\{[%:#<=]\\s";
const tagPattern = `^\\s*\\{(?:${["%%", "::", "##", "<>", "=="].map((marks) => marks.split("").join("\\s[\\s\\S]+\\s")).join("|")})\\}\\s*$`;
const refTo = (name: string): JsonMap => ({ $ref: `#/definitions/${name}` });
const tag = refTo("tag");
const text = refTo("text");
const list = refTo("list");
const map = refTo("map");
const tagged = [text, list, map];

/** What the widened schemas refer to: a text that is one tag, and texts, lists and maps with tags somewhere in them. */
export const tagDefinitions: JsonMap = {
  // An empty description keeps editors from showing one of these in place of the parameter's own.
  tag: { description: "", type: ["string"], pattern: tagPattern },
  text: { description: "", type: ["string"], pattern: textPattern },
  list: { description: "", type: ["array"], contains: { anyOf: tagged } },
  map: {
    description: "",
    type: ["object"],
    not: { propertyNames: { not: { pattern: textPattern } }, additionalProperties: { not: { anyOf: tagged } } },
  },
};

/** What is known about the values at one place beside their schema. */
interface Place {
  /** Keys that get a value when they are left out. */
  readonly filled: ReadonlySet<string>;
  /** Whether a tag can stand for the whole value. */
  readonly isTaggable: boolean;
}

const inside: Place = { filled: new Set(), isTaggable: true };

/** Values of some types of which only the run knows whether they are right as a whole. */
function partlyKnown(types: Types, { filled }: Place): readonly JsonMap[] {
  const can = (type: string) => types === undefined || types.includes(type);
  return [
    ...(can("string") ? [text] : []),
    ...(can("array") ? [list] : []),
    ...(can("object") ? [map] : []),
    ...(filled.size > 0 ? [{ not: { required: [...filled] } }] : []),
  ];
}

const ofNumbers = ["multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum"];
const ofTexts = ["maxLength", "minLength", "pattern", "format"];
const ofWholes = ["minItems", "maxItems", "uniqueItems", "contains", "minProperties", "maxProperties", "dependencies"];

/** Widens the schemas of one block. What they refer to is added to the definitions. */
export class SchemaWidener {
  readonly #root: JsonSchema;
  readonly #name: string;
  readonly #definitions: Written;
  /** The definitions made of what `$ref` leads to. What is true of a value depends on its place. */
  readonly #names = new Map<Place | null, Map<string, string>>();
  #count = 0;

  /**
   * @param root what `$ref` leads into.
   * @param name begins the names of definitions.
   */
  constructor(root: JsonSchema, name: string, definitions: Written) {
    this.#root = root;
    this.#name = name;
    this.#definitions = definitions;
  }

  /** The schema of the parameters. */
  parameters(filled: readonly string[]): Written {
    return this.#map(this.#root, { filled: new Set(filled), isTaggable: false });
  }

  #widen(schema: Schema, place = inside): Json {
    if (typeof schema !== "boolean") return this.#map(schema, place);
    return schema ? true : { anyOf: [false, ...partlyKnown(undefined, place)] };
  }

  #map(schema: JsonSchema, place: Place): Written {
    const { description, examples } = schema;
    const said: Written = {};
    if (typeof description === "string") said.description = description;
    if (Array.isArray(examples)) said.examples = examples as Json[];
    const types = typesOf(schema);
    const core: Written = {
      ...(types === undefined || hasValues(schema) ? {} : { type: types.length === 1 ? (types[0] ?? "") : types }),
      ...pick(schema, ofNumbers),
      ...this.#keys(schema, place),
      ...this.#items(schema),
    };
    const all = [...this.#guards(schema, types, place), ...this.#applicators(schema, place)];
    const whole = together(core, all);
    // Where texts are allowed, a tag is one.
    const takesTags = place.isTaggable && types !== undefined && !types.includes("string");
    return { ...said, ...(takesTags ? either([whole, tag]) : whole) };
  }

  /** What a map's keys must be. */
  #keys(schema: JsonSchema, place: Place): Written {
    const { properties, additionalProperties: rest, required = [] } = schema;
    const patterns = ownValue(schema, "patternProperties");
    const keys: Written = {};
    if (properties !== undefined) {
      keys.properties = mapValues(properties, (property) => this.#widen(property));
    }
    const isTyped = rest !== undefined && rest !== true;
    if (isTyped || isJsonMap(patterns)) {
      const own = Object.entries(isJsonMap(patterns) ? patterns : {}).map(
        ([pattern, property]) =>
          [`^(?![\\s\\S]*?${textPattern})(?=[\\s\\S]*?(?:${pattern}))`, this.#widen(property as Schema)] as const,
      );
      keys.patternProperties = { [textPattern]: true, ...Object.fromEntries(own) };
    }
    if (isTyped) keys.additionalProperties = rest === false ? false : this.#widen(rest);
    const needed = required.filter((key) => !place.filled.has(key));
    if (needed.length === 0) return keys;
    // A key that is unknown is most likely a needed one misspelt, and one that is a tag may be any: then none is called missing.
    const isClosed = rest === false && !isJsonMap(patterns) && properties !== undefined;
    const propertyNames = isClosed ? oneOfValues(Object.keys(properties)) : { not: { pattern: textPattern } };
    return { ...keys, ...when({ propertyNames }, { required: needed }) };
  }

  #items(schema: JsonSchema): Written {
    const { items } = schema;
    const more = ownValue(schema, "additionalItems");
    const written: Written = {};
    if (items !== undefined) {
      written.items = Array.isArray(items)
        ? items.map((item: Schema) => this.#widen(item))
        : this.#widen(items as Schema);
    }
    if (more !== undefined && more !== false) written.additionalItems = this.#widen(more as Schema);
    return written;
  }

  /** What is said of a value as a whole holds only where no tag is part of it. */
  #guards(schema: JsonSchema, types: Types, place: Place): Written[] {
    const unknown = partlyKnown(types, place);
    const guard = (found: Written): Written[] => (Object.keys(found).length === 0 ? [] : [either([found, ...unknown])]);
    const wholes = this.#raw(pick(schema, ofWholes));
    if (ownValue(schema, "additionalItems") === false) {
      wholes.items = Array.isArray(schema.items) ? schema.items.map(() => true) : true;
      wholes.additionalItems = false;
    }
    return [
      ...guard(pick(schema, ofTexts)),
      ...guard(valuesOf(schema, types)),
      ...guard(wholes),
      ...["propertyNames", "not", "oneOf"].flatMap((keyword) => guard(this.#raw(pick(schema, [keyword])))),
    ];
  }

  #applicators(schema: JsonSchema, place: Place): Written[] {
    const { allOf = [], anyOf, $ref } = schema;
    const condition = ownValue(schema, "if");
    const written: Written[] = [];
    if (typeof $ref === "string") written.push(this.#refer($ref, place));
    for (const part of allOf) {
      const widened = this.#widen(part, place);
      written.push(isJsonMap(widened) ? { ...widened } : { allOf: [widened] });
    }
    if (anyOf !== undefined) {
      const forms = anyOf.map((part) => this.#widen(part, place));
      written.push(either([...forms, ...partlyKnown(typesOfAny(anyOf), place)]));
    }
    if (condition !== undefined) {
      const met = this.#raw(condition as Json);
      const unknown = partlyKnown(typesOf(schema), place);
      const then = ownValue(schema, "then") as Schema | undefined;
      const otherwise = ownValue(schema, "else") as Schema | undefined;
      const isSurely = { allOf: [met, ...unknown.map((value) => ({ not: value }))] };
      if (then !== undefined) written.push(when(isSurely, this.#widen(then, place)));
      if (otherwise !== undefined) {
        written.push(when({ not: { anyOf: [met, ...unknown] } }, this.#widen(otherwise, place)));
      }
    }
    return written;
  }

  /** A schema as it is, but for what it refers to. */
  #raw<T extends Json>(value: T): T {
    return mapRefs(value, ($ref) => this.#refer($ref, null)) as T;
  }

  /**
   * A reference to a definition that holds what another reference leads to; anything is right for one that cannot be followed.
   * @param place null for the schema as it is.
   */
  #refer($ref: string, place: Place | null): Written {
    const target = schemaAt($ref, this.#root);
    if (target === undefined) return {};
    const names = ownMap(this.#names, place);
    const known = names.get($ref);
    if (known !== undefined) return { ...refTo(known) };
    const name = `${this.#name}:${++this.#count}`;
    names.set($ref, name);
    this.#definitions[name] = place === null ? this.#raw(target as Json) : this.#widen(target, place);
    return { ...refTo(name) };
  }
}

function ownMap<K>(maps: Map<K, Map<string, string>>, key: K): Map<string, string> {
  const known = maps.get(key) ?? new Map<string, string>();
  maps.set(key, known);
  return known;
}
