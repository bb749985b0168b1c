// Makes text from outside safe to print: whatever could steer a terminal, turn the reading direction or hide is shown as
// an escape that can be seen. Every message, id, error and source line goes through here; it knows no colours.

/** Controls (C0, DEL, C1), lone surrogates, marks of direction, line separators and signs without a shape. The joiners
 * U+200C and U+200D stay, because Persian words and emoji are built with them. */
const unsafe =
  /[\p{Cc}\p{Cs}\u{61c}\u{180e}\u{200b}\u{200e}\u{200f}\u{2028}-\u{202e}\u{2060}-\u{206f}\u{feff}\u{fff9}-\u{fffb}]/gu;

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/** The text as one line: unsafe characters as `\u001b`, line breaks and tabs as `\n`, `\r` and `\t`. */
export function visibleText(text: string): string {
  return text.replace(unsafe, escapeOf);
}

/** The text as the lines it has, each safe to print; a tab becomes four spaces, a last line break adds no line. */
export function visibleLines(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.length > 1 && lines.at(-1) === "") lines.pop();
  return lines.map((line) => visibleText(expandTabs(line)));
}

/** How much of one parameter map, message or stack is shown, in UTF-16 units. */
const longestText = 4_000;

/** A text's beginning, with how long all of it is where that is longer. */
export function shortened(text: string, longest = longestText): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest).replace(/[\ud800-\udbff]$/, "")}… (${text.length} characters in all)`;
}

/** Tabs as four spaces each, so that a column is the same in every line. */
export function expandTabs(text: string): string {
  return text.replaceAll("\t", "    ");
}

function escapeOf(character: string): string {
  return shortEscapes.get(character) ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
