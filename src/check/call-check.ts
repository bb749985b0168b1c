// What one step gives its block: every parameter held against the block's schema, by itself and all of them together.

import type { Path } from "../document.ts";
import { isJsonMap } from "../json.ts";
import type { Step } from "../pipeline.ts";
import type { RegisteredBlock } from "../registry.ts";
import { ConduitStatus } from "../status.ts";
import { suggestion } from "../suggest.ts";
import type { Template, TemplateEntry, TextTemplate } from "../template.ts";
import { faultyParameters } from "./block-parameters.ts";
import { type GivenTypes, isPlainMap, parameterType } from "./block-types.ts";
import { judgeFit } from "./fit-problems.ts";
import type { AdmittedStep } from "./rule.ts";
import { literalType } from "./tag-types.ts";
import type { TypeReports } from "./type-reports.ts";
import { fits, withConsequences } from "./types/fits.ts";
import { typeOfSchema } from "./types/read-schema.ts";
import {
  already,
  anyType,
  constType,
  isNever,
  never,
  onlyValue,
  type Property,
  type Type,
  unknownType,
} from "./types/type.ts";

/** How values of one step are typed. */
export interface StepTyper {
  /** Types a value and reports what its tags do wrong. */
  typeAt(template: Template, path: Path): Type;
  /** The texts that a key may become, reporting what its tags do wrong. */
  keyAt(key: TextTemplate, path: Path): Type;
  /** Types a value again, reporting nothing. */
  again(template: Template): Type;
  /** The texts of which nothing is known but that they are wrong. */
  readonly malformed: ReadonlySet<string>;
  /** The parameters of the job that are local values. */
  readonly localNames: ReadonlySet<string>;
}

/** Checks every parameter of a step; the types of what its block is given. */
export function checkCall(admitted: AdmittedStep, typer: StepTyper, reports: TypeReports): GivenTypes {
  return new CallCheck(admitted, typer, reports).check();
}

class CallCheck {
  readonly #step: Step;
  readonly #block: RegisteredBlock | null;
  readonly #typer: StepTyper;
  readonly #reports: TypeReports;
  readonly #base: Path;
  readonly #given: Map<string, Type>;
  #hasProblem = false;
  #isRight = true;

  constructor({ step, block }: AdmittedStep, typer: StepTyper, reports: TypeReports) {
    this.#step = step;
    this.#block = block;
    this.#typer = typer;
    this.#reports = reports;
    this.#base = [...step.path, "parameters"];
    const defaults = Object.entries(block?.defaults ?? {});
    this.#given = new Map(defaults.map(([name, value]) => [name, constType(value)]));
  }

  check(): GivenTypes {
    const { parameters } = this.#step;
    const faulty =
      this.#block === null ? new Set<string>() : faultyParameters(this.#step, this.#block, this.#typer.malformed);
    this.#isRight = faulty.size === 0;
    let isComplete = true;
    if (parameters.kind === "map") isComplete = this.#checkEntries(parameters.entries, faulty);
    else if (parameters.kind === "literal" && isJsonMap(parameters.value)) {
      // Literals were held against the schema themselves.
      for (const [name, value] of Object.entries(parameters.value))
        this.#given.set(name, literalType(value, this.#typer.malformed));
    }
    return { types: this.#given, isComplete, isRight: this.#isRight };
  }

  /** False when the name of a parameter is not known. */
  #checkEntries(entries: readonly TemplateEntry[], faulty: ReadonlySet<string>): boolean {
    const schema = this.#block === null ? unknownType : typeOfSchema(this.#block.schema);
    let isComplete = true;
    for (const { writtenKey, key, value } of entries) {
      const path = [...this.#base, writtenKey];
      const name = onlyValue(this.#typer.keyAt(key, path))?.value;
      const type = this.#typer.typeAt(value, path);
      if (typeof name !== "string") isComplete = false;
      else {
        this.#given.set(name, type);
        if (key.kind !== "literal" && isNever(parameterType(schema, name))) this.#reportUnknown(name, path);
        else if (!faulty.has(name)) this.#judge(name, value, schema, path);
      }
    }
    if (this.#block !== null && this.#isRight && !this.#hasProblem) {
      this.#checkTogether(this.#block, entries, schema, isComplete);
    }
    return isComplete;
  }

  /** A parameter whose name a tag brings, and which the block does not have. */
  #reportUnknown(name: string, path: Path): void {
    if (this.#block === null) return;
    const { title, schema } = this.#block;
    this.#hasProblem = true;
    this.#isRight = false;
    const message = `${title} has no parameter \`${name}\``;
    const help = suggestion(name, Object.keys(schema.properties ?? {}), "its parameters are");
    const problem = { code: "block-parameter-unknown", severity: "error", message, help } as const;
    const place = { path, part: "key", step: this.#step } as const;
    this.#reports.atPlace({ ...problem, status: ConduitStatus.INVALID_TYPE }, place);
  }

  /** Holds one parameter against a schema of all of them. */
  #judge(name: string, template: Template, schema: Type, path: Path): void {
    const target = parameterType(schema, name);
    if (this.#block === null || isNever(target)) return;
    const subject = `\`${name}\` of ${this.#block.title}`;
    const type = this.#given.get(name) ?? unknownType;
    const typeOf = (part: Template) => this.#typer.again(part);
    const judged = judgeFit({ template, type, target, subject, typeOf, localNames: this.#typer.localNames });
    if (judged === null) return;
    this.#hasProblem = true;
    if (judged.problem.severity === "error") this.#isRight = false;
    this.#reports.ofFit(judged, path, this.#step);
  }

  /** What a schema says of the parameters together. */
  #checkTogether(block: RegisteredBlock, entries: readonly TemplateEntry[], schema: Type, isComplete: boolean): void {
    const areNamesWritten = entries.every(({ key }) => key.kind === "literal");
    if (areNamesWritten && isPlainMap(block.schema)) return;
    const properties = new Map<string, Property>();
    for (const [name, type] of this.#given) properties.set(name, { type: already(type), isRequired: true });
    const type: Type = [{ kind: "map", properties, rest: already(isComplete ? never : anyType) }];
    const fit = fits(type, schema);
    if (fit === "yes") return;
    const narrowed = isComplete ? withConsequences(type, schema) : schema;
    for (const { writtenKey, key, value } of entries) {
      if (key.kind === "literal") this.#judge(key.value, value, narrowed, [...this.#base, writtenKey]);
    }
    if (this.#hasProblem) return;
    const place = { path: this.#base, part: "key", step: this.#step } as const;
    if (!isComplete) {
      const message = `a parameter whose name a tag brings may be none of ${block.title}`;
      const help = "write the parameter's name out";
      this.#reports.atPlace({ code: "unproved-rule", severity: "unproved", message, help }, place);
      return;
    }
    const help = `see its page: \`conduit blocks ${block.action}\``;
    if (fit === "no") {
      const message = `the parameters together do not meet the schema of ${block.title}`;
      const status = ConduitStatus.INVALID_TYPE;
      this.#isRight = false;
      this.#reports.atPlace({ code: "type-mismatch", severity: "error", message, help, status }, place);
    } else {
      const message = `the parameters together may not meet the schema of ${block.title}`;
      this.#reports.atPlace({ code: "unproved-rule", severity: "unproved", message, help }, place);
    }
  }
}
