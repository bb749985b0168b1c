// The example site-build. What is expected is worked out here from the index, the texts and the template.

import { describe, expect, test } from "vitest";
import { printed, useExample } from "./run-example.ts";

const example = useExample("site-build");

interface Site {
  readonly title: string;
  readonly language: string;
  readonly address: string;
  readonly pages: {
    readonly [name: string]: { readonly title: string; readonly text: string; readonly draft: boolean };
  };
}

const readSite = async (): Promise<Site> => JSON.parse(await example.read("data/site.json"));

const escapeHtml = (text: string) =>
  text.split("&").join("&amp;").split("<").join("&lt;").split(">").join("&gt;").split('"').join("&quot;");

/** A line with links and bold words, piece by piece. */
function inline(line: string): string {
  const [, before = "", piece = "", after = ""] = /^(.*?)(\[[^\]]+\]\([^)]+\)|\*\*[^*]+\*\*)(.*)$/.exec(line) ?? [];
  if (piece === "") return escapeHtml(line);
  const [text = "", target] = piece.slice(piece.startsWith("[") ? 1 : 2, piece.startsWith("[") ? -1 : -2).split("](");
  const html = target === undefined ? `<strong>${text}</strong>` : `<a href="${target}">${escapeHtml(text)}</a>`;
  return `${escapeHtml(before)}${html}${inline(after)}`;
}

/** The HTML of a text, line by line; a paragraph is one line of it. */
function render(text: string): string {
  const lines = text
    .trim()
    .replace(/([^\n])\n(?!\n|- )/g, "$1 ")
    .split("\n");
  const html = lines.map((line) => {
    if (line.startsWith("## ")) return `<h2>${inline(line.slice(3))}</h2>`;
    if (line.startsWith("- ")) return `<li>${inline(line.slice(2))}</li>`;
    return line === "" ? "" : `<p>${inline(line)}</p>`;
  });
  const listed = html.join("\n").replaceAll("</li>\n<li>", "</li><li>");
  return listed.replace(/^<li>.*<\/li>$/gm, "<ul>$&</ul>").replaceAll("\n\n", "\n");
}

/** The pages to be built, with their content but without what stands around it. */
async function pagesOf(site: Site, withDrafts: boolean) {
  const found = Object.entries(site.pages).filter(([, { draft }]) => withDrafts || !draft);
  return Promise.all(
    found.map(async ([name, page]) => {
      const text = await example.read(`data/pages/${page.text}`);
      const slug = page.title
        .toLowerCase()
        .split(/[^a-z0-9]+/)
        .filter(Boolean)
        .join("-");
      const words = text
        .replace(/\]\(\S+\)/g, "")
        .split(/\s+/)
        .filter((word) => !["", "-", "##"].includes(word));
      const file = name === "home" ? "index.html" : `${slug}.html`;
      return { ...page, file, words: words.length, html: render(text) };
    }),
  );
}

/** Every file of the site, and what the pipeline prints. */
async function expected({ withDrafts = false, date = "2026-03-12" } = {}) {
  const site = await readSite();
  const template = await example.read("data/template.html");
  const pages = await pagesOf(site, withDrafts);
  const navigation = pages.map(({ file, title }) => `<a href="${file}">${escapeHtml(title)}</a>`).join("\n");
  const files: { [name: string]: string } = { "style.css": await example.read("data/style.css") };
  for (const { title, file, html, words } of pages) {
    const values = { title: escapeHtml(title), site: site.title, language: site.language, date, words: String(words) };
    let page = template.split("{{navigation}}").join(navigation);
    for (const [name, value] of Object.entries(values)) page = page.split(`{{${name}}}`).join(value);
    files[file] = page.split("{{content}}").join(html);
  }
  const published = pages.filter(({ draft }) => !draft).map(({ file }) => file.replace("index.html", ""));
  files["sitemap.txt"] = published.map((file) => `${site.address}/${file}\n`).join("");
  const draft = pages.find((page) => page.draft);
  const outputs = {
    start: "out/index.html",
    words: Object.fromEntries(pages.map(({ file, words }) => [file, words])),
    draft: draft === undefined ? null : `out/${draft.file}`,
    site_map: "out/sitemap.txt",
  };
  return { files, outputs };
}

/** What is in the folder `out`. */
async function written(): Promise<{ readonly [name: string]: string }> {
  const names = await example.list("out");
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await example.read(`out/${name}`)])));
}

/** Does something while a file of the example has another content. */
async function withFile(file: string, change: (text: string) => string, work: () => Promise<void>): Promise<void> {
  const original = await example.read(file);
  await example.write(file, change(original));
  try {
    await work();
  } finally {
    await example.write(file, original);
  }
}

describe("site-build", () => {
  test("builds all pages that are no drafts", async () => {
    const { files, outputs } = await expected({ date: "2026-04-03" });
    const { exitCode, stdout } = await example.run("-p", "date=2026-04-03");
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: printed(outputs) });
    expect(await written()).toEqual(files);
  });

  test("builds drafts on demand, but leaves them out of the site map", async () => {
    await example.clear();
    const mended = (text: string) => text.replace("(sauna.html)", "(https://pictures.example/sauna)");
    await withFile("data/pages/news.md", mended, async () => {
      const { files, outputs } = await expected({ withDrafts: true });
      expect(outputs.draft).not.toBeNull();
      const { exitCode, stdout } = await example.run("-p", "drafts=true");
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: printed(outputs) });
      expect(await written()).toEqual(files);
    });
  });

  test("names links that lead nowhere and writes nothing", async () => {
    await example.clear();
    const { exitCode, stdout, stderr } = await example.run("-p", "drafts=true");
    expect({ exitCode, stdout }).toEqual({ exitCode: 106, stdout: "" });
    const { outputs } = await expected({ withDrafts: true });
    expect(stderr).toContain("  show_broken | Links that lead nowhere:");
    expect(stderr).toContain(`  show_broken | ${outputs.draft?.slice("out/".length)}: sauna.html`);
    expect(await written()).toEqual({});
  });

  test("refuses two pages of one name", async () => {
    await example.clear();
    const alike = (text: string) =>
      text.replace("Our cabins", "Prices: booking").replace("our-cabins", "prices-booking");
    await withFile("data/site.json", alike, async () => {
      await withFile("data/pages/home.md", alike, async () => {
        await withFile("data/pages/prices.md", alike, async () => {
          const { exitCode, stderr } = await example.run();
          expect(exitCode).toBe(106);
          expect(stderr.at(-2)).toMatch(/^✗ failed in step all_names_differ: ASSERTION_ERROR \(106\) — /);
          expect(await written()).toEqual({});
        });
      });
    });
  });

  test("refuses a page with few words", async () => {
    const { outputs } = await expected();
    const fewest = Math.min(...Object.values(outputs.words));
    expect((await example.run("-p", `min_words=${fewest}`)).exitCode).toBe(0);
    expect((await example.run("-p", `min_words=${fewest + 1}`)).exitCode).toBe(106);
  });

  test.each([
    ["a template that names what there is not", "data/template.html", (text: string) => `${text}{{autor}}`, 103],
    ["an index that lacks a page", "data/site.json", (text: string) => text.replace('"prices"', '"price"'), 113],
  ])("refuses %s", async (_, file, change, expectedCode) => {
    await example.clear();
    await withFile(file, change, async () => {
      const { exitCode, stdout } = await example.run();
      expect({ exitCode, stdout }).toEqual({ exitCode: expectedCode, stdout: "" });
      expect(await written()).toEqual({});
    });
  });
});
