// The RECORDS blocks that set records aside.

import { column, columnOf, columnsOf, records, recordsWith, withColumn, withoutNull } from "./shared/columns.mjs";

const reason = { type: "string", minLength: 1, description: "Why a record is rejected." };
const bound = { type: ["number", "string"] };

const parted = {
  type: "object",
  properties: {
    kept: { ...records, description: "The records that are right." },
    rejected: { ...records, description: "The others, with a column `reason`." },
  },
  required: ["kept", "rejected"],
  additionalProperties: false,
};

const inferParted = (given, kept) => ({
  ...parted,
  properties: { kept, rejected: withColumn(given.records, "reason", { type: "string" }) },
});

/** Keeps the records of which a claim holds. */
function part(all, reasonGiven, holds) {
  const isKept = all.map(holds);
  return {
    kept: all.filter((_, index) => isKept[index]),
    rejected: all.filter((_, index) => !isKept[index]).map((record) => ({ ...record, reason: reasonGiven })),
  };
}

export default [
  {
    category: "RECORDS",
    name: "CHECK",
    description: "Rejects the records whose column is null, does not match a pattern or is out of range.",
    parameters: {
      type: "object",
      properties: {
        records,
        column,
        pattern: { type: "string", description: "A regular expression that texts must match." },
        minimum: { ...bound, description: "The least number allowed, or the first text in order." },
        maximum: { ...bound, description: "The greatest number allowed, or the last text in order." },
        reason,
      },
      required: ["records", "column", "reason"],
    },
    returns: parted,
    infer: (given) => {
      const name = given.column?.const;
      return inferParted(given, withColumn(given.records, name, withoutNull(columnOf(given.records, name))));
    },
    effect: "pure",
    example: {
      parameters: { records: [{ age: 36 }, { age: -1 }], column: "age", minimum: 0, reason: "not born yet" },
      result: { kept: [{ age: 36 }], rejected: [{ age: -1, reason: "not born yet" }] },
    },
    run: ({ records: all, column: name, pattern, minimum, maximum, reason: why }) => {
      const expression = pattern === undefined ? /^/ : new RegExp(pattern, "u");
      return part(all, why, (record) => {
        const value = record[name] ?? null;
        const isInside = value >= (minimum ?? value) && value <= (maximum ?? value);
        const isOfOneType = [minimum, maximum].every((end) => end === undefined || typeof end === typeof value);
        return value !== null && isOfOneType && isInside && expression.test(String(value));
      });
    },
  },
  {
    category: "RECORDS",
    name: "UNIQUE",
    description: "Keeps the first record of each value of a column and rejects the others.",
    parameters: { type: "object", properties: { records, column, reason }, required: ["records", "column", "reason"] },
    returns: parted,
    infer: (given) => inferParted(given, recordsWith(columnsOf(given.records))),
    effect: "pure",
    example: {
      parameters: { records: [{ id: 1 }, { id: 1 }], column: "id", reason: "a copy" },
      result: { kept: [{ id: 1 }], rejected: [{ id: 1, reason: "a copy" }] },
    },
    run: ({ records: all, column: name, reason: why }) => {
      const values = all.map((record) => JSON.stringify(record[name]));
      return part(all, why, (_, index) => values.indexOf(values[index]) === index);
    },
  },
];
