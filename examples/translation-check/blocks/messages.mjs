// The MESSAGES blocks: maps of the messages of one language, by key.

const messages = { type: "object", additionalProperties: { type: "string" } };
const key = { type: "string", description: "The key of the message." };

/** The placeholders of a message, each once, in alphabetical order: `{count}`. */
function placeholdersOf(message) {
  const found = new Set((message.match(/\{[^{}]+\}/g) ?? []).toSorted());
  return found.size === 0 ? "none" : [...found].join(" ");
}

const lengthOf = (message) => [...message].length;

export default [
  {
    category: "MESSAGES",
    name: "COMPARE",
    description: "Finds what is wrong with the messages of a translation.",
    parameters: {
      type: "object",
      properties: {
        base: { ...messages, description: "The messages in the language they are written in." },
        translation: { ...messages, description: "The same messages in another language." },
        growth: {
          type: "number",
          exclusiveMinimum: 0,
          default: 2,
          description: "How many times as long as the original a message may be.",
        },
        short: { type: "integer", minimum: 0, default: 12, description: "A length that every message may have." },
      },
      required: ["base", "translation"],
    },
    returns: {
      type: "object",
      properties: {
        missing: { type: "array", items: key, description: "What is not there, or empty." },
        superfluous: { type: "array", items: key, description: "What the original does not have." },
        placeholders: {
          type: "array",
          description: "Where other placeholders are used.",
          items: {
            type: "object",
            properties: { key, expected: { type: "string" }, found: { type: "string" } },
            required: ["key", "expected", "found"],
            additionalProperties: false,
          },
        },
        long: {
          type: "array",
          description: "What is too long.",
          items: {
            type: "object",
            properties: { key, length: { type: "integer", minimum: 1 }, original: { type: "integer", minimum: 0 } },
            required: ["key", "length", "original"],
            additionalProperties: false,
          },
        },
      },
      required: ["missing", "superfluous", "placeholders", "long"],
      additionalProperties: false,
    },
    effect: "pure",
    example: {
      parameters: {
        base: { hello: "Hello, {name}!", bye: "Bye" },
        translation: { hello: "Hallo!", title: "Titel" },
      },
      result: {
        missing: ["bye"],
        superfluous: ["title"],
        placeholders: [{ key: "hello", expected: "{name}", found: "none" }],
        long: [],
      },
    },
    run: ({ base, translation, growth, short }) => {
      const isThere = (name) => Object.hasOwn(translation, name) && translation[name] !== "";
      const translated = Object.keys(base).filter(isThere);
      return {
        missing: Object.keys(base).filter((name) => !isThere(name)),
        superfluous: Object.keys(translation).filter((name) => !Object.hasOwn(base, name)),
        placeholders: translated
          .map((name) => ({
            key: name,
            expected: placeholdersOf(base[name]),
            found: placeholdersOf(translation[name]),
          }))
          .filter(({ expected, found }) => expected !== found),
        long: translated
          .map((name) => ({ key: name, length: lengthOf(translation[name]), original: lengthOf(base[name]) }))
          .filter(({ length, original }) => length > Math.max(short, original * growth)),
      };
    },
  },
];
