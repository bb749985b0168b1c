// Lengths of time as pipelines write them: `500ms`, `30s`, `1h30m`.

/** The longest wait that a timer takes, in milliseconds: some 24 days. */
export const longestDuration = 2 ** 31 - 1;

const units = /^(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d{1,3})?)s)?(?:(\d+)ms)?$/;

/** A length of time in milliseconds; undefined for a text that is none. */
export function parseDuration(text: string): number | undefined {
  const found = units.exec(text);
  if (found === null) return undefined;
  const [days, hours, minutes, seconds, milliseconds] = found.slice(1).map((count) => Number(count ?? 0));
  const inSeconds = (((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0);
  return Math.round(inSeconds * 1000) + (milliseconds ?? 0);
}
