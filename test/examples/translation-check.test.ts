// The example translation-check. What is expected is worked out here from the files of messages.

import { describe, expect, test } from "vitest";
import { printed, useExample } from "./run-example.ts";

const example = useExample("translation-check");

const languages = { de: "German", fr: "French", tr: "Turkish" } as const;
type Language = keyof typeof languages;

type Messages = { readonly [key: string]: string };

const readMessages = async (language: Language | "en", folder = "data/messages"): Promise<Messages> =>
  JSON.parse(await example.read(`${folder}/${language}.json`));

const placeholders = (message: string) =>
  [...new Set(message.split("{").slice(1))].map((piece) => `{${piece.split("}")[0]}}`).sort();

function list(keys: readonly string[]): string {
  return keys.length === 0 ? "None." : keys.map((key) => `- \`${key}\``).join("\n");
}

function table(headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  if (rows.length === 0) return "None.";
  return [headings, headings.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** What the pipeline is to find in a language. */
async function expected(language: Language) {
  const [english, messages] = await Promise.all([readMessages("en"), readMessages(language)]);
  const keys = Object.keys(english);
  const missing = keys.filter((key) => (messages[key] ?? "") === "");
  const pairs = keys.flatMap((key): [string, string, string][] => {
    const message = messages[key] ?? "";
    return message === "" ? [] : [[key, english[key] ?? "", message]];
  });
  const misplaced = pairs
    .map(([key, original, message]) => [
      key,
      placeholders(original).join(" ") || "none",
      placeholders(message).join(" ") || "none",
    ])
    .filter(([, wanted, found]) => wanted !== found);
  const long = pairs
    .map(([key, original, message]) => [key, message.length, original.length] as const)
    .filter(([, length, original]) => length > 12 && length > 2 * original);
  const percent = Math.floor(((keys.length - missing.length) / keys.length) * 100);
  const page = `# ${languages[language]}: ${percent} % of ${keys.length} messages

## Missing

${list(missing)}

## Superfluous

${list(Object.keys(messages).filter((key) => english[key] === undefined))}

## Other placeholders than in English

${table(["key", "expected", "found"], misplaced)}

## Much longer than in English

${table(["key", "length", "original"], long)}
`;
  const mistakes = missing.length + misplaced.length;
  return { page, percent, mistakes, row: [languages[language], percent, missing.length, misplaced.length] };
}

describe("translation-check", () => {
  test("writes a page a language and one of all of them", async () => {
    const [de, fr, tr] = [await expected("de"), await expected("fr"), await expected("tr")];
    const { exitCode, stdout } = await example.run();
    const outputs = {
      overview: "out/overview.md",
      percent: { de: de.percent, fr: fr.percent, tr: tr.percent },
      pages: ["out/de.md", "out/fr.md", "out/tr.md"],
    };
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: printed(outputs) });
    expect(await example.read("out/de.md")).toBe(de.page);
    expect(await example.read("out/fr.md")).toBe(fr.page);
    expect(await example.read("out/tr.md")).toBe(tr.page);
    const total = Object.keys(await readMessages("en")).length;
    const rows = table(["language", "percent", "missing", "placeholders"], [de.row, fr.row, tr.row]);
    expect(await example.read("out/overview.md")).toBe(`# Translations of ${total} messages\n\n${rows}\n`);
  });

  test("refuses released languages with mistakes, and names them", async () => {
    const [fr, tr] = [await expected("fr"), await expected("tr")];
    const { exitCode, stdout, stderr } = await example.run("-p", 'released=["de", "fr", "tr"]');
    expect({ exitCode, stdout }).toEqual({ exitCode: 106, stdout: "" });
    const reasons = stderr.filter((line) => line.includes(" is released, but has "));
    expect(reasons).toEqual([
      `  show_reasons | French is released, but has ${fr.mistakes} mistakes: out/fr.md`,
      `  show_reasons | Turkish is released, but has ${tr.mistakes} mistakes: out/tr.md`,
    ]);
  });

  test("refuses a language that is hardly begun", async () => {
    const { percent } = await expected("tr");
    expect((await example.run("-p", `min_percent=${percent}`)).exitCode).toBe(0);
    expect((await example.run("-p", `min_percent=${percent + 1}`)).exitCode).toBe(106);
  });

  test("refuses a file that holds other things than texts", async () => {
    for (const language of ["en", "de", "fr"] as const) {
      await example.write(`data/nested/${language}.json`, JSON.stringify(await readMessages(language)));
    }
    await example.write("data/nested/tr.json", JSON.stringify({ nav: { home: "Ana sayfa" } }));
    const { exitCode, stdout } = await example.run("-p", "folder=data/nested");
    expect({ exitCode, stdout }).toEqual({ exitCode: 113, stdout: "" });
  });
});
