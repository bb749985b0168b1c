// What is known of a job's variables at one point of its run. Immutable: every write makes new knowledge, so each step can be given
// the variables as they are when its turn comes.

import type { JsonMap } from "../json.ts";
import { fits } from "./types/fits.ts";
import { propertiesOf } from "./types/scope.ts";
import {
  already,
  anyType,
  constType,
  isUnknown,
  type LazyType,
  lazily,
  type MapKind,
  never,
  type Property,
  type Type,
  union,
} from "./types/type.ts";

/** What one step does to variables, as far as it is known. */
export interface VariableWrite {
  readonly name: string;
  /** What is in it then; null when it is deleted. */
  readonly type: Type | null;
  /** Why the write may not have happened; null when it surely has once the step is behind. */
  readonly doubt: string | null;
}

interface Variable extends Property {
  /** Counts its writes. */
  readonly version: number;
}

/** The variables with their types. */
export class VariableTypes {
  readonly #known: ReadonlyMap<string, Variable>;
  /** Why any variable may have been written; null when none was by a name that is not known. */
  readonly #anyBecause: string | null;
  readonly #anyType: Type;
  readonly #anyVersion: number;

  private constructor(
    known: ReadonlyMap<string, Variable>,
    any: { readonly because: string | null; readonly type: Type; readonly version: number },
  ) {
    this.#known = known;
    this.#anyBecause = any.because;
    this.#anyType = any.type;
    this.#anyVersion = any.version;
  }

  /** The variables that a run starts with. */
  static of(values: JsonMap): VariableTypes {
    const known = Object.entries(values).map(
      ([name, value]) => [name, { type: lazily(() => constType(value)), isRequired: true, version: 0 }] as const,
    );
    return new VariableTypes(new Map(known), { because: null, type: never, version: 0 });
  }

  /** The variables after a write. */
  write({ name, type, doubt }: VariableWrite): VariableTypes {
    const before = this.get(name);
    const version = (this.#known.get(name)?.version ?? 0) + 1;
    const known = new Map(this.#known);
    known.set(name, { ...written(before, type, doubt), version });
    return new VariableTypes(known, this.#any());
  }

  /**
   * The variables after any of them may have been written.
   * @param type what may be in them then.
   */
  writeAny(because: string, type: Type = anyType): VariableTypes {
    const known = [...this.#known].map(
      ([name, { version }]) => [name, { ...anything(type, because), version: version + 1 }] as const,
    );
    return new VariableTypes(new Map(known), { because, type, version: this.#anyVersion + 1 });
  }

  /** What is known where either this holds or what another branch of the run knows. */
  joined(other: VariableTypes, because: string): VariableTypes {
    const known = new Map<string, Variable>();
    for (const name of new Set([...this.#known.keys(), ...other.#known.keys()])) {
      const [one, two] = [this.#known.get(name), other.#known.get(name)];
      if (one !== undefined && one === two) known.set(name, one);
      else known.set(name, { ...either(this.get(name), other.get(name), because), version: laterOf(one, two) });
    }
    const anyVersion = Math.max(this.#anyVersion, other.#anyVersion);
    const isSame = this.#anyVersion === other.#anyVersion && this.#anyBecause === other.#anyBecause;
    const any = union(this.#anyType, other.#anyType);
    // Where only one of them may have others, another one may not be there.
    const isDoubtful = (this.#anyBecause === null) !== (other.#anyBecause === null) && isUnknown(any);
    return new VariableTypes(known, {
      because: this.#anyBecause ?? other.#anyBecause,
      type: isDoubtful ? anyType : any,
      version: isSame ? anyVersion : anyVersion + 1,
    });
  }

  /** The same with less known of what another state knows differently: it holds for more and more turns of a loop. */
  widened(other: VariableTypes, how: (type: Type) => Type): VariableTypes {
    const known = new Map(this.#known);
    for (const [name, variable] of this.#known) {
      if (other.#known.get(name) !== variable)
        known.set(name, { ...variable, type: lazily(() => how(variable.type())) });
    }
    return new VariableTypes(known, this.#any());
  }

  /** Whether all that this state admits is admitted by another one. */
  isWithin(other: VariableTypes): boolean {
    if (this.#anyBecause !== null && other.#anyBecause === null) return false;
    for (const name of new Set([...this.#known.keys(), ...other.#known.keys()])) {
      const [one, two] = [this.get(name), other.get(name)];
      if (one === two) continue;
      if (two === undefined || (two.isRequired && one?.isRequired !== true)) return false;
      if (one !== undefined && fits(one.type(), two.type()) !== "yes") return false;
    }
    return true;
  }

  /** What is known of one variable; undefined when there surely is none. */
  get(name: string): Property | undefined {
    const known = this.#known.get(name);
    if (known !== undefined || this.#anyBecause === null) return known;
    return anything(this.#anyType, this.#anyBecause);
  }

  /** Changes whenever the variable may have been written. */
  versionOf(name: string): string {
    return `${this.#anyVersion}.${this.#known.get(name)?.version ?? 0}`;
  }

  /** Changes whenever any variable may have been written. */
  get version(): string {
    let writes = 0;
    for (const { version } of this.#known.values()) writes += version;
    return `${this.#anyVersion}.${writes}`;
  }

  /** All of them as a map. */
  toKind(): MapKind {
    const properties = propertiesOf(
      () => this.#known.keys(),
      (name) => this.get(name),
    );
    const rest: LazyType = already(this.#anyBecause === null ? never : this.#anyType);
    return { kind: "map", properties, rest };
  }

  #any() {
    return { because: this.#anyBecause, type: this.#anyType, version: this.#anyVersion };
  }
}

/** A variable that may hold anything, or not be there; behind a mistake nothing more is said of it. */
function anything(type: Type, because: string): Property {
  return { type: already(type), isRequired: isUnknown(type), because };
}

/** A variable of which two states know different things. */
function either(one: Property | undefined, two: Property | undefined, because: string): Property {
  const type = lazily(() => union(one?.type() ?? never, two?.type() ?? never));
  const isRequired = one?.isRequired === true && two?.isRequired === true;
  return isRequired ? { type, isRequired } : { type, isRequired, because: one?.because ?? two?.because ?? because };
}

const laterOf = (one: Variable | undefined, two: Variable | undefined): number =>
  Math.max(one?.version ?? 0, two?.version ?? 0) + 1;

function written(before: Property | undefined, type: Type | null, doubt: string | null): Property {
  if (type === null) {
    const old = before?.type ?? already(never);
    return doubt === null
      ? { type: already(never), isRequired: false, because: "it is deleted before" }
      : { type: old, isRequired: false, because: doubt };
  }
  if (doubt === null) return { type: already(type), isRequired: true };
  if (before === undefined) return { type: already(type), isRequired: false, because: doubt };
  const joined = lazily(() => union(before.type(), type));
  return { type: joined, isRequired: before.isRequired, because: before.because ?? doubt };
}
