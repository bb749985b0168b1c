// The TABLE blocks that add and compare amounts.

import { compare, toCents } from "./money.mjs";
import { numberIn } from "./table.mjs";

const records = { type: "array", items: { type: "object" }, description: "The records." };
const column = { type: "string", minLength: 1, description: "The column." };
const amount = { type: "number" };

const totals = {
  type: "array",
  items: {
    type: "object",
    properties: {
      name: { type: "string", description: "The value that the records share." },
      lines: { type: "integer", minimum: 1, description: "How many records there are." },
      total: { ...amount, description: "The sum of the column." },
    },
    required: ["name", "lines", "total"],
    additionalProperties: false,
  },
};

const comparison = {
  type: "array",
  items: {
    type: "object",
    properties: {
      name: { type: "string" },
      now: amount,
      before: amount,
      change: amount,
      percent: { type: ["number", "null"], description: "Null when there was nothing before." },
    },
    required: ["name", "now", "before", "change", "percent"],
    additionalProperties: false,
  },
};

const sumOf = (all, name) => all.reduce((cents, record) => cents + toCents(numberIn(record, name)), 0) / 100;
const byName = (left, right) => (left.name < right.name ? -1 : 1);

export default [
  {
    category: "TABLE",
    name: "SUM",
    description: "Adds a column of amounts.",
    parameters: { type: "object", properties: { records, column }, required: ["records", "column"] },
    returns: amount,
    effect: "pure",
    example: { parameters: { records: [{ total: 0.1 }, { total: 0.2 }], column: "total" }, result: 0.3 },
    run: ({ records: all, column: name }) => sumOf(all, name),
  },
  {
    category: "TABLE",
    name: "COUNT_DISTINCT",
    description: "Counts the different values of a column.",
    parameters: { type: "object", properties: { records, column }, required: ["records", "column"] },
    returns: { type: "integer", minimum: 0 },
    effect: "pure",
    example: { parameters: { records: [{ order: 7 }, { order: 7 }], column: "order" }, result: 1 },
    run: ({ records: all, column: name }) => new Set(all.map((record) => record[name])).size,
  },
  {
    category: "TABLE",
    name: "TOTALS",
    description: "Adds a column of amounts for each value of another one.",
    parameters: {
      type: "object",
      properties: {
        records,
        by: { ...column, description: "The column whose values are kept apart." },
        column,
        order: { enum: ["total", "name"], default: "total", description: "The greatest total first, or by name." },
      },
      required: ["records", "by", "column"],
    },
    returns: totals,
    effect: "pure",
    example: {
      parameters: { records: [{ region: "East", amount: 2.5 }], by: "region", column: "amount" },
      result: [{ name: "East", lines: 1, total: 2.5 }],
    },
    run: ({ records: all, by, column: name, order }) => {
      const names = [...new Set(all.map((record) => String(record[by])))];
      const found = names.map((value) => {
        const members = all.filter((record) => String(record[by]) === value);
        return { name: value, lines: members.length, total: sumOf(members, name) };
      });
      const byTotal = (left, right) => right.total - left.total || byName(left, right);
      return found.toSorted(order === "name" ? byName : byTotal);
    },
  },
  {
    category: "TABLE",
    name: "COMPARE",
    description: "Sets two lists of totals side by side, in the order of the first one.",
    parameters: {
      type: "object",
      properties: {
        now: { ...totals, description: "The totals." },
        before: { ...totals, description: "What they were." },
      },
      required: ["now", "before"],
    },
    returns: comparison,
    effect: "pure",
    example: {
      parameters: { now: [{ name: "East", lines: 1, total: 3 }], before: [{ name: "East", lines: 2, total: 2 }] },
      result: [{ name: "East", now: 3, before: 2, change: 1, percent: 50 }],
    },
    run: ({ now, before }) => {
      const names = [...new Set([...now, ...before].map(({ name }) => name))];
      const totalIn = (list, wanted) => list.find(({ name }) => name === wanted)?.total ?? 0;
      return names.map((name) => {
        const [newer, older] = [totalIn(now, name), totalIn(before, name)];
        return { name, now: newer, before: older, ...compare(newer, older) };
      });
    },
  },
];
