// How often a pipeline that is being made uses its steps and blocks at most, so that its author can set limits that just do.

/** From so many to so many. */
export interface Count {
  readonly least: number;
  readonly most: number;
}

export const unbounded = Number.POSITIVE_INFINITY;

/** What some steps use. */
export interface UseCount {
  /** As soon as they are there. */
  readonly created: number;
  readonly most: number;
  /** At most, by action. */
  readonly actions: ReadonlyMap<string, number>;
}

export const noUse: UseCount = { created: 0, most: 0, actions: new Map() };

/** One step that calls a block, or none. */
export const oneUse = (action?: string): UseCount => ({
  created: 1,
  most: 1,
  actions: new Map(action === undefined ? [] : [[action, 1]]),
});

/** Several steps together. */
export function together(uses: readonly UseCount[]): UseCount {
  const actions = new Map<string, number>();
  for (const use of uses) {
    for (const [action, count] of use.actions) actions.set(action, (actions.get(action) ?? 0) + count);
  }
  const sum = (of: (use: UseCount) => number) => uses.reduce((total, use) => total + of(use), 0);
  return { created: sum(({ created }) => created), most: sum(({ most }) => most), actions };
}

/** Steps that are done up to so many times. */
export function repeated({ created, most, actions }: UseCount, times: number): UseCount {
  const factor = Math.max(1, times);
  return {
    created,
    most: most * factor,
    actions: new Map([...actions].map(([action, count]) => [action, count * factor])),
  };
}
