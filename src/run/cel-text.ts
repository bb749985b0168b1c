// An expression -> the text that the library evaluates. What the library would do in its own way is spelt out as a call of one of our
// functions, whose names no expression can write: reading keys, comparing, joining, and the order of `&&` and `||`.

import type { Binary, Call, Expression, Macro } from "../expression.ts";
import { contextNames, findFunction, type Operand, typeNames } from "../expression-functions.ts";
import type { Span } from "../source.ts";

/** The text with the place in the pipeline's own text that each stretch of it stands for, inner ones first. */
export interface CelText {
  readonly text: string;
  readonly places: readonly { readonly start: number; readonly end: number; readonly span: Span }[];
}

export function writeCel(expression: Expression): CelText {
  const writer = new Writer();
  writer.write(expression, new Map());
  return { text: writer.text, places: writer.places };
}

/** The names of the loops' variables, and what they are called in the library's text. */
type Names = ReadonlyMap<string, string>;

/** By what a parameter may be: the function that lets nothing else through. */
const guards: Partial<Readonly<Record<Operand, string>>> = {
  text: "_text",
  texts: "_texts",
  whole: "_whole",
  number: "_number",
};

/** Operators that our own functions compute. */
const functionsOf: Readonly<Record<string, string>> = { "==": "_equal", "!=": "!_equal", in: "_in", "+": "_add" };

/** Methods that our own functions compute. */
const ownMethods: ReadonlySet<string> = new Set(["indexOf", "lastIndexOf", "substring", "split"]);

/** A piece of what is written: text as it is, or an expression, which may stand where more names are known. */
type Piece = string | Expression | { readonly inside: Names; readonly node: Expression };

class Writer {
  text = "";
  readonly places: { start: number; end: number; span: Span }[] = [];
  #loops = 0;

  write(node: Expression, names: Names): void {
    const start = this.text.length;
    for (const piece of this.#piecesOf(node, names)) {
      if (typeof piece === "string") this.text += piece;
      else if ("inside" in piece) this.write(piece.node, piece.inside);
      else this.write(piece, names);
    }
    this.places.push({ start, end: this.text.length, span: placeIn(node) });
  }

  #piecesOf(node: Expression, names: Names): readonly Piece[] {
    switch (node.kind) {
      case "literal":
        return [`dyn(${literal(node.value, node.isWhole)})`];
      case "name":
        return [nameText(node.name, names)];
      case "member":
        return ["_get(", node.of, `, ${quoted(node.name)})`];
      case "has":
        return ["_has(", node.of, `, ${quoted(node.name)})`];
      case "index":
        return ["_at(", node.of, ", ", node.index, ")"];
      case "unary":
        return [node.operator === "!" ? "!_bool(" : "-_number(", node.operand, ")"];
      case "conditional":
        return ["(_bool(", node.condition, ") ? dyn(", node.yes, ") : dyn(", node.no, "))"];
      case "list":
        return ["_list([", ...withCommas(node.items), "])"];
      case "map":
        return ["_map([", ...withCommas(node.entries.flatMap(({ key, value }) => [key, value])), "])"];
      case "binary":
        return binaryPieces(node);
      case "call":
        return callPieces(node);
      case "macro":
        return this.#macroPieces(node, names);
    }
  }

  #macroPieces({ name, of, variable, condition, body }: Macro, names: Names): readonly Piece[] {
    const own = `v${++this.#loops}`;
    const inside = new Map([...names, [variable, own]]);
    const [start, end] = name === "map" || name === "filter" ? ["_list(_range(", "))"] : ["(_range(", "))"];
    const filter: readonly Piece[] =
      condition === null ? [] : ["_turn() ? _bool(", { inside, node: condition }, ") : false, "];
    const [before, after] = name === "map" ? ["_turn() ? dyn(", ") : dyn(null)"] : ["_turn() ? _bool(", ") : false"];
    return [start, of, `).${name}(${own}, `, ...filter, before, { inside, node: body }, after, end];
  }
}

function binaryPieces({ operator, left, right }: Binary): readonly Piece[] {
  const own = functionsOf[operator];
  if (own !== undefined) return [`${own}(`, left, ", ", right, ")"];
  switch (operator) {
    case "&&":
      return ["(_bool(", left, ") ? _bool(", right, ") : false)"];
    case "||":
      return ["(_bool(", left, ") ? true : _bool(", right, "))"];
    case "<":
    case "<=":
    case ">":
    case ">=":
      return ["(_ordered(", left, `) ${operator} _ordered(`, right, "))"];
    default:
      return ["_finite(_number(", left, `) ${operator} _number(`, right, "))"];
  }
}

function callPieces({ name, receiver, parameters }: Call): readonly Piece[] {
  const found = findFunction(name, receiver !== null);
  if (found === undefined) return [`_fail(${quoted(`there is no function \`${name}\``)})`];
  if (parameters.length < found.least || parameters.length > found.parameters.length) {
    return [`_fail(${quoted(`\`${name}\` has too few or too many parameters`)})`];
  }
  if (name === "size") return ["_size(", receiver ?? parameters[0] ?? "", ")"];
  const written = parameters.flatMap((parameter, index): Piece[] => [
    index === 0 ? "" : ", ",
    ...guarded(parameter, found.parameters[index] ?? []),
  ]);
  if (name === "double") return ["_finite(double(", ...written, "))"];
  if (receiver === null) return [`${name === "type" ? "_type" : name}(`, ...written, ")"];
  const of = guarded(receiver, found.receiver ?? []);
  const call = ownMethods.has(name)
    ? [`_${name}(`, ...of, ", ", ...written, ")"]
    : [...of, `.${name}(`, ...written, ")"];
  return found.returns === "texts" ? ["_list(", ...call, ")"] : call;
}

/** A value that is let through only if it is what is wanted, where that is one thing. */
function guarded(value: Expression, [wanted, second]: readonly Operand[]): readonly Piece[] {
  const guard = wanted === undefined || second !== undefined ? undefined : guards[wanted];
  return [`${guard ?? "_any"}(`, value, ")"];
}

function nameText(name: string, names: Names): string {
  const own = names.get(name);
  if (own !== undefined) return own;
  if ((contextNames as readonly string[]).includes(name)) return name;
  if ((typeNames as readonly string[]).includes(name)) return `dyn(${quoted(name)})`;
  return `_missing(${quoted(`there is no \`${name}\``)})`;
}

/** Where a mistake of a part is shown: at the word that it is about. */
function placeIn(node: Expression): Span {
  if (node.kind === "member" || node.kind === "has") return node.nameSpan;
  return node.kind === "index" ? node.index.span : node.span;
}

function withCommas(items: readonly Expression[]): (string | Expression)[] {
  return items.flatMap((item, index) => (index === 0 ? [item] : [", ", item]));
}

function literal(value: null | boolean | number | string, isWhole: boolean): string {
  if (typeof value === "string") return quoted(value);
  const written = String(value);
  return typeof value === "number" && !isWhole && /^\d+$/.test(written) ? `${written}.0` : written;
}

/** A text as the library reads it: also half a surrogate pair, which it takes only as it is. */
function quoted(text: string): string {
  const escaped = text.replace(/[\\"]|\p{Cc}/gu, (character) =>
    character === "\\" || character === '"'
      ? `\\${character}`
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `"${escaped}"`;
}
