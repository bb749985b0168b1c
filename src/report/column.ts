// A column of lines that are written one by one: it cannot know what comes, so it widens as it goes.

/** How much more of what is indented fits: it is named with what it is in. */
const roomForPaths = 4;

/** Pads a text to the column's width, of which what stands before it on its line has taken `indent`. */
export type Column = (text: string, indent?: number) => string;

/** A column that grows to its widest text so far, up to a limit; longer texts stick out. */
export function createColumn(narrowest: number, widest: number): Column {
  let width = narrowest;
  return (text, indent = 0) => {
    const own = indent + roughWidth(text);
    if (own <= (indent === 0 ? widest : widest + roomForPaths)) width = Math.max(width, own);
    return text + " ".repeat(Math.max(0, width - own));
  };
}

/** Terminal columns of an id or action. string-width knows better, but loading it costs a run 35 ms for mere padding. */
function roughWidth(text: string): number {
  const wide = text.match(
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/gu,
  );
  const marks = text.match(/\p{Mark}/gu);
  return [...text].length + (wide?.length ?? 0) - (marks?.length ?? 0);
}
