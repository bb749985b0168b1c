// The files that a pipeline runs, found inside the project's folder and read once each, whoever names them. The disk is what its
// caller says it is.

import path from "node:path";
import type { Disk } from "../disk.ts";
import type { Document } from "../document.ts";
import type { Pipeline, PipelineFile } from "../pipeline.ts";
import { nearest } from "../suggest.ts";
import { parseYaml } from "./parse-yaml.ts";
import { readPipeline } from "./read-pipeline.ts";

/** The folder that no file may be out of. */
export interface ProjectFolder {
  /** Absolute. */
  readonly path: string;
  /** What it is called in messages; empty where files are called as from inside of it. */
  readonly shownAs: string;
}

/** Finds and reads them for one pipeline. */
export class PipelineFiles {
  readonly #disk: Disk;
  readonly #project: ProjectFolder;
  /** By the folder that a name starts at, and the name. */
  readonly #named = new Map<string, PipelineFile>();
  /** By path without links. */
  readonly #read = new Map<string, PipelineFile>();
  #realProject: string | undefined;
  #first: { readonly file: string; readonly pipeline: Pipeline } | undefined;

  constructor(disk: Disk, project: ProjectFolder) {
    this.#disk = disk;
    this.#project = project;
  }

  /**
   * Reads the pipeline that is asked for. The files that it names are read when they are asked for.
   * @param file where it stands, as an absolute path; null for one that is in no file, whose names start at the project's folder.
   */
  read(document: Document, file: string | null): Pipeline {
    const folder = file === null ? this.#project.path : path.dirname(file);
    const pipeline = readPipeline(document, (name) => this.#open(folder, name));
    if (file !== null) this.#first = { file, pipeline };
    return pipeline;
  }

  #open(folder: string, name: string): PipelineFile {
    const key = `${folder}\0${name}`;
    const known = this.#named.get(key) ?? this.#find(folder, name);
    this.#named.set(key, known);
    return known;
  }

  #find(folder: string, name: string): PipelineFile {
    if (name.trim() === "") return unreadable("`pipeline` names no file", "write the path of a pipeline's file");
    if (tagStart.test(name)) {
      const help = "write the path itself; for a choice between files write a step for each, with `if`";
      return unreadable(`\`${name}\` holds a tag, and a path is taken as it is written`, help);
    }
    const at = path.resolve(folder, name);
    const found = this.#disk.realPath(at);
    const isInProject = "path" in found ? this.#isInProject(found.path) : this.#isNamedInProject(at);
    if (!isInProject) {
      const help = "the project begins at the folder of the pipeline that is run; put the file there or below";
      return unreadable(`\`${name}\` is outside of the project's folder`, help);
    }
    if ("path" in found) return this.#readOnce(found.path);
    return unreadable(`cannot read \`${this.#shown(at)}\`: ${found.reason}`, this.#helpFor(name, at, found.code));
  }

  #readOnce(file: string): PipelineFile {
    const known = this.#read.get(file) ?? this.#firstIfAt(file) ?? this.#parse(file);
    this.#read.set(file, known);
    return known;
  }

  /** The pipeline that was asked for, where it is the one in a file. */
  #firstIfAt(file: string): PipelineFile | undefined {
    if (this.#first === undefined) return undefined;
    const real = this.#disk.realPath(this.#first.file);
    const isSame = "path" in real && real.path === file;
    return isSame ? { kind: "pipeline", pipeline: this.#first.pipeline } : undefined;
  }

  #parse(file: string): PipelineFile {
    const read = this.#disk.read(file, this.#shown(file));
    if ("message" in read) return unreadable(read.message, read.help ?? "let it be a file that can be read");
    const { document, diagnostics } =
      read.diagnostics.length > 0 ? { ...read, document: undefined } : parseYaml(read.source);
    if (document === undefined) return { kind: "mistaken", diagnostics };
    const folder = path.dirname(file);
    return { kind: "pipeline", pipeline: readPipeline(document, (name) => this.#open(folder, name)) };
  }

  /** What to do about a file that is not there. */
  #helpFor(name: string, at: string, code: string): string {
    const folder = this.#disk.realPath(path.dirname(at));
    if (code === "ENOENT" && "path" in folder && this.#isInProject(folder.path)) {
      const names = this.#disk.namesIn(folder.path).filter((one) => /\.(?:ya?ml|json)$/i.test(one));
      const near = nearest(stemOf(name), names.map(stemOf));
      const meant = near === undefined ? undefined : names.find((one) => stemOf(one) === near);
      if (meant !== undefined) return `did you mean \`${path.join(path.dirname(name), meant)}\`?`;
    }
    return "a path starts at the folder of the file that it is written in";
  }

  /** What a file is called in messages: as a command line would name it. */
  #shown(file: string): string {
    const base = [this.#real(), this.#project.path].find((folder) => isInside(folder, file));
    return base === undefined ? file : path.join(this.#project.shownAs, path.relative(base, file));
  }

  #isInProject(file: string): boolean {
    return isInside(this.#real(), file);
  }

  #isNamedInProject(file: string): boolean {
    return isInside(this.#project.path, file) || this.#isInProject(file);
  }

  /** The project's folder without links. */
  #real(): string {
    if (this.#realProject === undefined) {
      const found = this.#disk.realPath(this.#project.path);
      this.#realProject = "path" in found ? found.path : this.#project.path;
    }
    return this.#realProject;
  }
}

/** Endings say nothing of which file is meant. */
const stemOf = (name: string): string => path.basename(name, path.extname(name));
const tagStart = /\{[%:#<=]\s/;

function unreadable(message: string, help: string): PipelineFile {
  return { kind: "unreadable", message, help };
}

function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
