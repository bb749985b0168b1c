// The BILLING blocks: entries become lines, lines become invoices. All amounts are whole cents, rounded half up where they
// arise and nowhere else.

const text = { type: "string" };
const cents = { type: "integer" };
const exactly = (properties) => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

const line = exactly({
  client: text,
  project: text,
  person: text,
  minutes: { type: "integer" },
  rate: { ...cents, description: "For an hour." },
  cents,
});

const invoice = exactly({
  number: { type: "integer" },
  client: text,
  name: text,
  address: { type: "array", items: text },
  lines: { type: "array", items: line },
  subtotal: cents,
  discount: cents,
  net: cents,
  vat_percent: { type: "number" },
  vat: cents,
  gross: cents,
});

const clients = {
  type: "array",
  items: {
    type: "object",
    properties: {
      id: text,
      name: text,
      address: { type: "array", items: text },
      projects: { type: "array", items: text },
      vat_percent: { type: "number" },
      discount_percent: { type: "number" },
    },
    required: ["id", "name", "address", "projects", "vat_percent"],
  },
  description: "The clients, with their projects.",
};

const lines = { type: "array", items: line, description: "The lines of all invoices." };
const invoices = { type: "array", items: invoice, description: "The invoices." };
const day = { type: "string" };

const halfUp = (number) => Math.floor(number + 0.5);
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const written = (amount) => (amount / 100).toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ",");
const ada = { id: "c1", name: "Ada Ltd", address: ["London"], projects: ["engine"], vat_percent: 20 };
const adasLine = { client: "c1", project: "engine", person: "bo", minutes: 90, rate: 8001, cents: 12002 };

export default [
  {
    category: "BILLING",
    name: "LINES",
    description: "Makes one line of the entries of a person for a project, in the order of their names.",
    parameters: {
      type: "object",
      properties: {
        entries: {
          type: "array",
          items: {
            type: "object",
            properties: { person: text, project: text, minutes: { type: "integer" } },
            required: ["person", "project", "minutes"],
          },
          description: "The entries to bill.",
        },
        rates: {
          type: "object",
          additionalProperties: cents,
          description: "What an hour of a person costs, in cents.",
        },
        clients,
      },
      required: ["entries", "rates", "clients"],
    },
    returns: lines,
    effect: "pure",
    example: {
      parameters: {
        entries: [{ person: "bo", project: "engine", minutes: 90 }],
        rates: { bo: 8001 },
        clients: [ada],
      },
      result: [adasLine],
    },
    run: ({ entries, rates, clients: all }) => {
      const groups = new Map();
      for (const { project, person, minutes } of entries) {
        const key = JSON.stringify([project, person]);
        groups.set(key, { project, person, minutes: (groups.get(key)?.minutes ?? 0) + minutes });
      }
      const inOrder = [...groups].toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([, group]) => group);
      return inOrder.map(({ project, person, minutes }) => {
        const client = all.find(({ projects }) => projects.includes(project));
        if (client === undefined) throw new RangeError(`no client has the project \`${project}\``);
        if (!Object.hasOwn(rates, person)) throw new RangeError(`there is no rate for \`${person}\``);
        const rate = rates[person];
        return { client: client.id, project, person, minutes, rate, cents: halfUp((minutes * rate) / 60) };
      });
    },
  },
  {
    category: "BILLING",
    name: "INVOICES",
    description: "Makes an invoice for each client with lines: less the discount, and VAT on what is left.",
    parameters: {
      type: "object",
      properties: {
        lines,
        clients,
        first_number: { type: "integer", description: "The number of the first invoice." },
      },
      required: ["lines", "clients", "first_number"],
    },
    returns: invoices,
    effect: "pure",
    example: {
      parameters: { lines: [adasLine], clients: [ada], first_number: 7 },
      result: [
        {
          ...{ number: 7, client: "c1", name: "Ada Ltd", address: ["London"], lines: [adasLine] },
          ...{ subtotal: 12002, discount: 0, net: 12002, vat_percent: 20, vat: 2400, gross: 14402 },
        },
      ],
    },
    run: ({ lines: all, clients: known, first_number: first }) => {
      const billed = known.filter(({ id }) => all.some(({ client }) => client === id));
      return billed.map(({ id, name, address, vat_percent, discount_percent = 0 }, index) => {
        const own = all.filter(({ client }) => client === id);
        const subtotal = sum(own.map((one) => one.cents));
        const discount = halfUp((subtotal * discount_percent) / 100);
        const net = subtotal - discount;
        const vat = halfUp((net * vat_percent) / 100);
        const amounts = { subtotal, discount, net, vat_percent, vat, gross: net + vat };
        return { number: first + index, client: id, name, address, lines: own, ...amounts };
      });
    },
  },
  {
    category: "BILLING",
    name: "PAGES",
    description: "Writes invoices in Markdown, one after the other.",
    parameters: {
      type: "object",
      properties: { invoices, issued_on: day, due_on: day, currency: text },
      required: ["invoices", "issued_on", "due_on", "currency"],
    },
    returns: text,
    effect: "pure",
    example: {
      parameters: { invoices: [], issued_on: "2025-04-01", due_on: "2025-05-01", currency: "EUR" },
      result: "",
    },
    run: ({ invoices: all, issued_on, due_on, currency }) =>
      all
        .map(({ number, name, address, lines: own, ...amounts }) => {
          const rows = own.map(
            (one) =>
              `| ${one.project} | ${one.person} | ${(one.minutes / 60).toFixed(2)} | ${written(one.rate)} | ${written(one.cents)} |`,
          );
          const discount = amounts.discount === 0 ? [] : [`- Discount: -${written(amounts.discount)} ${currency}`];
          return [
            `# Invoice ${number}`,
            "",
            `${[name, ...address].join(", ")}. Issued on ${issued_on}, due on ${due_on}.`,
            "",
            "| project | person | hours | rate | amount |",
            "| --- | --- | ---: | ---: | ---: |",
            ...rows,
            "",
            ...discount,
            `- Net: ${written(amounts.net)} ${currency}`,
            `- VAT ${amounts.vat_percent} %: ${written(amounts.vat)} ${currency}`,
            `- **Total: ${written(amounts.gross)} ${currency}**`,
            "",
          ].join("\n");
        })
        .join("\n"),
  },
  {
    category: "BILLING",
    name: "LEDGER",
    description: "Writes a CSV text with a row for each invoice, its amounts with two decimals.",
    parameters: {
      type: "object",
      properties: { invoices, issued_on: day, due_on: day },
      required: ["invoices", "issued_on", "due_on"],
    },
    returns: text,
    effect: "pure",
    example: {
      parameters: { invoices: [], issued_on: "2025-04-01", due_on: "2025-05-01" },
      result: "number,client,issued_on,due_on,net,vat,gross\n",
    },
    run: ({ invoices: all, issued_on, due_on }) => {
      const rows = all.map(({ number, client, net, vat, gross }) => {
        const amounts = [net, vat, gross].map((amount) => (amount / 100).toFixed(2));
        return [number, client, issued_on, due_on, ...amounts].join(",");
      });
      return ["number,client,issued_on,due_on,net,vat,gross", ...rows, ""].join("\n");
    },
  },
];
