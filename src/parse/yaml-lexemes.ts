// What each piece of the yaml library's lexer is. The lexer yields bare texts whose meaning hangs on those before them;
// a few of them are signs of its own that stand nowhere in the source. Knows no tree and no mistakes.

export type LexemeKind =
  | "sign"
  | "flow-broken"
  | "open"
  | "close"
  | "comma"
  | "indicator"
  | "plain"
  | "quoted"
  | "block-text"
  | "tag"
  | "comment"
  | "line-break"
  | "other";

const kinds: { readonly [first: string]: LexemeKind } = {
  "\u0002": "sign",
  "\u0018": "flow-broken",
  "\u001f": "sign",
  "{": "open",
  "[": "open",
  "}": "close",
  "]": "close",
  ",": "comma",
  "-": "indicator",
  "?": "indicator",
  ":": "indicator",
  '"': "quoted",
  "'": "quoted",
  "!": "tag",
  "#": "comment",
  "\n": "line-break",
  "\r": "line-break",
};

const scalarFollows = "\u001f";

/** Gives a function that names the kind of each lexeme when it is handed all of them in turn. */
export function lexemeKinds(): (lexeme: string) => LexemeKind {
  let isScalar = false;
  let isBlockText = false;
  return (lexeme) => {
    if (isScalar) {
      isScalar = false;
      const kind = isBlockText ? "block-text" : "plain";
      isBlockText = false;
      return kind;
    }
    const first = lexeme.charAt(0);
    if (first === scalarFollows) isScalar = true;
    else if (first === "|" || first === ">") isBlockText = true;
    return kinds[first] ?? "other";
  };
}

/** Says whether a lexeme of this kind is a sign of the lexer's own, without characters in the source. */
export function isSign(kind: LexemeKind): boolean {
  return kind === "sign" || kind === "flow-broken";
}
