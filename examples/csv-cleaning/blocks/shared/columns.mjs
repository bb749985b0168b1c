// What is known of records before the pipeline runs: JSON Schemas of lists of maps. Knows no block.

/** Parameters that most blocks on records have. */
export const records = { type: "array", items: { type: "object" }, description: "The records, maps of columns." };
export const column = { type: "string", minLength: 1, description: "The column." };

/** What a list of records that meets the schema has for columns. */
export function columnsOf(schema) {
  const item = schema?.type === "array" ? schema.items : undefined;
  return item?.type === "object"
    ? { properties: item.properties ?? {}, required: item.required ?? [] }
    : { properties: {}, required: [] };
}

/** The schema of a list of records with these columns. */
export function recordsWith({ properties, required }) {
  return { type: "array", items: { type: "object", properties, required } };
}

/** The schema of a column; of one that may be missing, anything is known. */
export function columnOf(schema, name) {
  const { properties, required } = columnsOf(schema);
  const found = typeof name === "string" && required.includes(name) ? properties[name] : undefined;
  return typeof found === "object" ? found : {};
}

/** The schema of the records with one column set; only that there are records when its name is not known. */
export function withColumn(schema, name, value) {
  if (typeof name !== "string") return records;
  const { properties, required } = columnsOf(schema);
  return recordsWith({ properties: { ...properties, [name]: value }, required: [...new Set([...required, name])] });
}

/** A schema without null. */
export function withoutNull(schema) {
  const ofType = (type) => ({ ...schema, type });
  const alternatives = schema.anyOf ?? (Array.isArray(schema.type) ? schema.type.map(ofType) : [schema]);
  const others = alternatives
    .filter((one) => one.type !== "null" && one.const !== null)
    .map((one) => (one.enum === undefined ? one : { ...one, enum: one.enum.filter((value) => value !== null) }))
    .filter((one) => one.enum?.length !== 0);
  if (others.length === 0) return { not: {} };
  return others.length === 1 ? others[0] : { anyOf: others };
}
