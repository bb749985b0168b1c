// The command line: arguments -> a command's exit code. The process, its streams and its signals are known here, in the files
// beside it, and nowhere else.

import { Console } from "node:console";
import path from "node:path";
import { Command, CommanderError, Option } from "commander";
import manifest from "../../package.json" with { type: "json" };
import { visibleText } from "../report/visible-text.ts";
import { ConduitStatus } from "../status.ts";
import type { BlocksCommandOptions } from "./blocks-command.ts";
import { exitCodes } from "./exit-codes.ts";
import { ExitGuard } from "./exit-guard.ts";
import { checkFormats, collect, readLimit } from "./option-values.ts";
import type { CommandEnvironment, RunCommandOptions } from "./run-command.ts";
import type { SchemaCommandOptions } from "./schema-command.ts";
import { StrayErrors } from "./stray-errors.ts";
import { UsageError } from "./usage-error.ts";
import type { ValidateCommandOptions } from "./validate-command.ts";

/**
 * Runs the command line of this process.
 * @param builtInFolder where the built-in blocks are.
 * @returns the exit code, as the README has them.
 */
export async function main(builtInFolder: string): Promise<number> {
  const { stderr, stdin, env } = process;
  const tell = (message: string) => stderr.write(`${message}\n`);
  // What blocks print with `console.log` or write to standard output must not get among the outputs.
  const stdout = reserve(process.stdout, stderr);
  globalThis.console = new Console(stderr, stderr);
  let lostOutput: NodeJS.ErrnoException | undefined;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // A reader that closes the pipe early is no mistake.
    if (error.code !== "EPIPE") lostOutput = error;
  });
  // There is nowhere left to tell.
  stderr.on("error", () => undefined);
  const [strayErrors, exitGuard] = [new StrayErrors(tell), new ExitGuard(tell)];
  const streams = { stdout, stderr, stdin, env, builtInFolder: path.resolve(builtInFolder), strayErrors, exitGuard };
  const code = await execute(streams);
  await Promise.all([stdout, stderr].map((stream) => new Promise((flushed) => stream.write("", flushed))));
  if (lostOutput === undefined) return code;
  tell(`error: standard output cannot be written: ${lostOutput.message}`);
  return code === exitCodes.success ? exitCodes.usage : code;
}

/** A stream as it is, while all others who write to it write to another one. */
function reserve(stream: NodeJS.WriteStream, other: NodeJS.WriteStream): NodeJS.WriteStream {
  const write = stream.write.bind(stream);
  stream.write = other.write.bind(other) as typeof stream.write;
  return Object.create(stream, { write: { value: write } }) as NodeJS.WriteStream;
}

async function execute(streams: Omit<CommandEnvironment, "cwd">): Promise<number> {
  try {
    return await parseAndRun({ ...streams, cwd: currentFolder() });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.usage;
    const { Screen } = await import("./screen.ts");
    const { argv } = process;
    const quiet = argv.includes("-q") || argv.includes("--quiet");
    const screen = new Screen(streams, { color: !argv.includes("--no-color"), quiet });
    if (error instanceof UsageError) {
      screen.showUsageError(error);
      return exitCodes.usage;
    }
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    screen.error(`conduit has a defect and stopped. Please report it with these lines:\n${trace}\n`);
    return exitCodes.defect;
  }
}

function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    throw new UsageError("the current folder is not there any more", "go to another one");
  }
}

async function parseAndRun(environment: CommandEnvironment): Promise<number> {
  let exitCode: number = exitCodes.success;
  const command = async (endedCode: number, work: () => Promise<number>) => {
    exitCode = await environment.exitGuard.during(endedCode, work);
  };
  await createProgram(environment, command).parseAsync(process.argv);
  return exitCode;
}

/** Does a command's work; the first is the exit code should a block end the process meanwhile. */
type CommandRunner = (endedCode: number, work: () => Promise<number>) => Promise<void>;

// A command is loaded when it is called: the version and the help need none of them.
function createProgram(environment: CommandEnvironment, command: CommandRunner): Command {
  const program = new Command("conduit")
    .description(manifest.description)
    .version(manifest.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .showHelpAfterError("(see `conduit --help`)")
    .configureOutput({
      writeOut: (text) => environment.stdout.write(text),
      outputError: (text, write) => write(text.split("\n").map(visibleText).join("\n")),
    })
    .exitOverride();
  program
    .command("run")
    .summary("check a pipeline, then run it")
    .description(
      "Checks a pipeline as `validate` does, then runs its steps. Progress goes to standard error, the pipeline's outputs to standard output as JSON.",
    )
    .argument("<pipeline>", "a YAML or JSON file, or - for standard input")
    .option("-p, --param <name=value>", "value of a declared parameter; can be repeated", collect)
    .option("--params-file <file>", "YAML or JSON map of parameter values")
    .option("--var <name=value>", "initial value of a variable; can be repeated", collect)
    .option("-b, --blocks <dir>", "folder of block modules; can be repeated", collect)
    .option("--step-limit <n>", "refuse more steps than this", readLimit("--step-limit"))
    .option("--loop-limit <n>", "refuse loops of more turns than this", readLimit("--loop-limit"))
    .addOption(new Option("--strict", "refuse also what the check cannot prove").conflicts("check"))
    .option("--no-check", "skip the check; mistakes end the steps they are in")
    .option("--no-color", "no colours")
    .option("-q, --quiet", "plain lines without colours or live status")
    .option("-v, --verbose", "show resolved parameters and stack traces")
    .addHelpText("after", runHelp)
    .action(async (file: string, options: RunCommandOptions) => {
      const { runCommand } = await import("./run-command.ts");
      await command(ConduitStatus.UNHANDLED_EXCEPTION, () => runCommand(file, options, environment));
    });
  program
    .command("validate")
    .summary("find every mistake, run nothing")
    .description("Finds every mistake in pipelines and runs nothing.")
    .argument("<pipelines...>", "YAML or JSON files, directories, quoted globs, or - for standard input")
    .option("-b, --blocks <dir>", "folder of block modules; can be repeated", collect)
    .option("--strict", "what the check cannot prove is an error")
    .option("--fix", "mend what has one safe change: misspelt names, missing quotes")
    .addOption(new Option("--format <format>", "how findings are written").choices(checkFormats).default("text"))
    .option("--no-color", "no colours")
    .option("-q, --quiet", "print only mistakes, without colours")
    .addHelpText("after", validateHelp)
    .action(async (files: string[], options: ValidateCommandOptions) => {
      const { validateCommand } = await import("./validate-command.ts");
      await command(exitCodes.invalid, () => validateCommand(files, options, environment));
    });
  program
    .command("blocks")
    .summary("show the blocks there are, or all about one")
    .description(
      "Lists the blocks that pipelines in this folder can use, by category. For one name it shows parameters, result, tags and a pipeline to paste.",
    )
    .argument("[names...]", "names, categories, or patterns with * and ?")
    .option("-b, --blocks <dir>", "folder of block modules; can be repeated", collect)
    .option("--json", "print everything as JSON")
    .option("--no-color", "no colours")
    .action(async (names: string[], options: BlocksCommandOptions) => {
      const { blocksCommand } = await import("./blocks-command.ts");
      await command(exitCodes.invalid, () => blocksCommand(names, options, environment));
    });
  program
    .command("schema")
    .summary("print the JSON Schema for editors")
    .description(
      "Prints a JSON Schema that knows the blocks of a folder: with it, editors complete, explain and check pipelines.",
    )
    .argument("[pipelines...]", "pipelines, or a folder; the current one when left out")
    .option("-b, --blocks <dir>", "folder of block modules; can be repeated", collect)
    .option("-w, --write", "write it where the modelines of the pipelines say")
    .option("--no-color", "no colours")
    .addHelpText("after", schemaHelp)
    .action(async (files: string[], options: SchemaCommandOptions) => {
      const { schemaCommand } = await import("./schema-command.ts");
      await command(exitCodes.invalid, () => schemaCommand(files, options, environment));
    });
  return program;
}

const schemaHelp = `
The modeline is a comment before a pipeline's content:
  # yaml-language-server: $schema=.conduit/pipeline.schema.json
Only files that this command wrote are overwritten.

Exit codes: 0 done, 2 wrong usage or a file that cannot be read or written, 3 a defect.

Example:
  conduit schema --write pipeline.yaml`;

const validateHelp = `
A directory stands for all YAML files below it, a glob for what it matches; both leave out node_modules and names with a dot.

Exit codes: 0 valid, 1 not valid, 2 wrong usage or a file that cannot be read or written, 3 a defect.

Example:
  conduit validate 'pipelines/**/*.yaml' --strict --format sarif > conduit.sarif`;

const runHelp = `
Blocks come with Conduit, from a folder \`blocks\` beside the pipeline, and from every --blocks folder.

Exit codes:
  0        success
  1        the file is no valid pipeline, or with --strict not all of it is proved; nothing ran
  2        wrong usage, a file that cannot be read, a parameter missing or wrong; nothing ran
  3        a defect of conduit
  101-113  the status of the first step that failed, or that would have
  130, 143 interrupted by SIGINT, SIGTERM

Example:
  conduit run report.yaml --param date=2026-01-31 --var region=eu`;
