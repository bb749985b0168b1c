// The context table of the language: what `{% job.… %}`, `{% steps.ID.… %}` and, inside of loops, `{% each.… %}` can name.

/** A field's own fields; null where anything can follow, none where nothing can. */
export type ContextFields = { readonly [field: string]: readonly string[] | null };

/** What can follow a step's id. */
export const stepFields: ContextFields = {
  result: null,
  error: ["name", "message", "code"],
  status: ["name", "value"],
  position: [],
  id: [],
  action: [],
  block: ["category", "name"],
  parameters: null,
};

/** What can follow `job`. */
export const jobFields: ContextFields = {
  id: [],
  name: [],
  run_id: [],
  success: [],
  failed: [],
  parameters: null,
  variables: null,
};

/** What can follow `each`, beside the names of the loops around; each of those has the same fields. */
export const eachFields: ContextFields = {
  item: null,
  index: [],
};
