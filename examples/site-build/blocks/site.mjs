// The SITE blocks: texts in a little Markdown become the pages of a site.

const text = { type: "string" };

const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (plain) => plain.replace(/[&<>"]/g, (sign) => entities[sign]);

/** `**bold**` and `[text](target)` in a text without HTML. */
function renderInline(plain) {
  return escaped(plain)
    .replace(/\*\*(.+?)\*\*/g, "<strong>$1</strong>")
    .replace(/\[(.+?)\]\((.+?)\)/g, '<a href="$2">$1</a>');
}

/** A paragraph, a heading or a list: lines without an empty one between them. */
function renderPart(part) {
  if (part.startsWith("## ")) return `<h2>${renderInline(part.slice(3))}</h2>`;
  if (!part.startsWith("- ")) return `<p>${renderInline(part.replaceAll("\n", " "))}</p>`;
  const items = part.slice(2).split("\n- ");
  return `<ul>${items.map((item) => `<li>${renderInline(item.replaceAll("\n", " "))}</li>`).join("")}</ul>`;
}

/** A link's target without what comes after `#`; undefined when it leads out of the site. */
function targetInside(link) {
  return /^[a-z][a-z0-9+.-]*:/i.test(link) ? undefined : link.replace(/#.*$/, "");
}

export default [
  {
    category: "SITE",
    name: "SLUG",
    description: "Makes the name of a page from its title: small letters, digits and hyphens.",
    parameters: {
      type: "object",
      properties: { title: { ...text, description: "The title; one without letters and digits is an error." } },
      required: ["title"],
    },
    returns: { type: "string", minLength: 1 },
    effect: "pure",
    example: { parameters: { title: "Crème brûlée & Co." }, result: "creme-brulee-co" },
    run: ({ title }) => {
      const plain = title.normalize("NFD").replace(/\p{Mark}/gu, "");
      const words = plain.toLowerCase().match(/[a-z0-9]+/g);
      if (words === null) throw new RangeError(`no name can be made from ${JSON.stringify(title)}`);
      return words.join("-");
    },
  },
  {
    category: "SITE",
    name: "RENDER",
    description: "Makes HTML of a text with headings (`## `), lists (`- `), paragraphs, links and bold words.",
    parameters: {
      type: "object",
      properties: { text: { ...text, description: "The text." } },
      required: ["text"],
    },
    returns: text,
    effect: "pure",
    example: {
      parameters: { text: "## Fish & chips\n\nSee [the menu](menu.html).\n" },
      result: '<h2>Fish &amp; chips</h2>\n<p>See <a href="menu.html">the menu</a>.</p>',
    },
    run: ({ text: written }) =>
      written
        .trim()
        .split(/\n{2,}/)
        .map(renderPart)
        .join("\n"),
  },
  {
    category: "SITE",
    name: "PLAIN_TEXT",
    description: "Gives the text of HTML as SITE.RENDER writes it.",
    parameters: { type: "object", properties: { html: text }, required: ["html"] },
    returns: text,
    effect: "pure",
    example: { parameters: { html: "<p>Fish &amp; <strong>chips</strong></p>" }, result: "Fish & chips" },
    run: ({ html }) => {
      const plain = html.replace(/<\/?(a|strong)\b[^>]*>/g, "").replace(/<[^>]*>/g, " ");
      const unescaped = Object.entries(entities).toReversed();
      return unescaped.reduce((found, [sign, entity]) => found.replaceAll(entity, sign), plain).trim();
    },
  },
  {
    category: "SITE",
    name: "NAVIGATION",
    description: "Writes links to pages, a line each.",
    parameters: {
      type: "object",
      properties: {
        pages: {
          type: "array",
          items: { type: "object", properties: { title: text, file: text }, required: ["title", "file"] },
          description: "The pages, in this order.",
        },
      },
      required: ["pages"],
    },
    returns: text,
    effect: "pure",
    example: {
      parameters: { pages: [{ title: "Fish & chips", file: "menu.html" }] },
      result: '<a href="menu.html">Fish &amp; chips</a>',
    },
    run: ({ pages }) => pages.map(({ title, file }) => `<a href="${escaped(file)}">${escaped(title)}</a>`).join("\n"),
  },
  {
    category: "SITE",
    name: "FILL",
    description: "Puts texts and pieces of HTML in the place of `{{name}}` in a template.",
    parameters: {
      type: "object",
      properties: {
        template: { ...text, description: "The template; a name in it that is not given is an error." },
        texts: { type: "object", additionalProperties: { type: ["string", "number"] }, description: "Plain texts." },
        html: { type: "object", additionalProperties: text, description: "HTML, put in as it is." },
      },
      required: ["template", "texts", "html"],
    },
    returns: text,
    effect: "pure",
    example: {
      parameters: { template: "<h1>{{title}}</h1>{{content}}", texts: { title: "A & B" }, html: { content: "<hr>" } },
      result: "<h1>A &amp; B</h1><hr>",
    },
    run: ({ template, texts, html }) =>
      template.replace(/\{\{(\w+)\}\}/g, (_, name) => {
        if (Object.hasOwn(html, name)) return html[name];
        if (Object.hasOwn(texts, name)) return escaped(String(texts[name]));
        throw new RangeError(`the template names \`${name}\`, which is not given`);
      }),
  },
  {
    category: "SITE",
    name: "BROKEN_LINKS",
    description: "Finds links inside the site that lead to none of its files.",
    parameters: {
      type: "object",
      properties: {
        pages: {
          type: "array",
          items: { type: "object", properties: { file: text, html: text }, required: ["file", "html"] },
          description: "The pages and their names.",
        },
        others: { type: "array", items: text, default: [], description: "Names of the files that are no pages." },
      },
      required: ["pages"],
    },
    returns: { type: "array", items: { type: "string", description: "Such as `a.html: b.html`." } },
    effect: "pure",
    example: {
      parameters: { pages: [{ file: "a.html", html: '<a href="b.html"></a><a href="a.html#top"></a>' }] },
      result: ["a.html: b.html"],
    },
    run: ({ pages, others }) => {
      const files = new Set([...pages.map(({ file }) => file), ...others]);
      return pages.flatMap(({ file, html }) =>
        [...html.matchAll(/ href="([^"]*)"/g)]
          .map(([, link]) => targetInside(link))
          .filter((target) => target !== undefined && target !== "" && !files.has(target))
          .map((target) => `${file}: ${target}`),
      );
    },
  },
];
