// Where a text stops being JSON. JSON.parse does the parsing; this one is asked only when it refused, since the engine's
// own message says neither line nor column.

/** The first place at which a text is no JSON. */
interface JsonMistake {
  /** Offset in UTF-16 units. */
  readonly offset: number;
  readonly message: string;
}

type Expected = "value" | "value or ]" | "key" | "key or }" | "colon" | "comma or end";

const words: { readonly [E in Expected]: string } = {
  value: "a value",
  "value or ]": "a value or `]`",
  key: "a key in double quotes",
  "key or }": "a key in double quotes or `}`",
  colon: "`:`",
  "comma or end": "`,` or the end of it",
};

const blank = /[ \t\n\r]*/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
// From the space on, so without the control characters, and without the quote and the backslash.
const textBody = /"(?:[ !#-[\]-\uffff]+|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/y;

/** The first mistake of a text as JSON; undefined when there is none. */
export function findJsonMistake(text: string): JsonMistake | undefined {
  const open: ("[" | "{")[] = [];
  let expected: Expected = "value";
  let at = 0;
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const length = pattern.exec(text)?.[0].length ?? 0;
    at += length;
    return length > 0;
  };
  const take = (sign: string) => {
    const isThere = text[at] === sign;
    if (isThere) at++;
    return isThere;
  };
  for (;;) {
    match(blank);
    if (expected === "comma or end" && open.length === 0) {
      return at === text.length ? undefined : { offset: at, message: "there is more text after the value" };
    }
    const inside = open.at(-1);
    if (text[at] === '"' && expected !== "colon" && expected !== "comma or end") {
      match(textBody);
      if (!take('"')) return { offset: at, message: mistakeInText(text, at) };
      expected = expected.startsWith("key") ? "colon" : "comma or end";
    } else if (expected.startsWith("value") && (take("[") || take("{"))) {
      const bracket = text[at - 1] === "[" ? "[" : "{";
      open.push(bracket);
      expected = bracket === "[" ? "value or ]" : "key or }";
    } else if (expected.startsWith("value") && match(scalar)) {
      expected = "comma or end";
    } else if (expected === "colon" && take(":")) {
      expected = "value";
    } else if (expected === "comma or end" && take(",")) {
      expected = inside === "[" ? "value" : "key";
    } else if (expected.includes(" or ") && take(inside === "[" ? "]" : "}")) {
      open.pop();
      expected = "comma or end";
    } else {
      return { offset: at, message: `${found(text, at)} where ${words[expected]} should be` };
    }
  }
}

function found(text: string, at: number): string {
  const character = text.codePointAt(at);
  return character === undefined ? "the text ends" : `found \`${String.fromCodePoint(character)}\``;
}

function mistakeInText(text: string, at: number): string {
  if (at === text.length) return 'a text in it lacks its closing `"`';
  return text[at] === "\\" ? "an unknown escape in a text" : "a line break or control character in a text";
}
