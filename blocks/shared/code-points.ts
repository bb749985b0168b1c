// Texts as people count them: by code point, so that an emoji is one character and not two.

/** The characters of a text, each a text of one code point. */
export function codePoints(text: string): string[] {
  return Array.from(text);
}

/** How many code points a text has. */
export function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
