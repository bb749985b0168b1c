// Help, version and wrong usage.

import { describe, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { runConduit, transcript } from "./run-conduit.ts";

describe.concurrent("the command line", () => {
  test("prints its version", async ({ expect }) => {
    for (const option of ["--version", "-V"]) {
      expect(await runConduit([option])).toMatchObject({ code: 0, stdout: `${manifest.version}\n`, stderr: "" });
    }
  });

  test("prints its help on standard output", async ({ expect }) => {
    const help = await runConduit(["--help"]);
    expect(transcript(help)).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      Usage: conduit [options] [command]

      Typed, permissioned pipelines in YAML: every mistake found before anything runs.

      Options:
        -V, --version                      print the version
        -h, --help                         print this help

      Commands:
        run [options] <pipeline>           check a pipeline, then run it
        validate [options] <pipelines...>  find every mistake, run nothing
        blocks [options] [names...]        show the blocks there are, or all about one
        schema [options] [pipelines...]    print the JSON Schema for editors
        help [command]                     print the help of a command"
    `);
    expect(await runConduit(["help"])).toEqual(help);
    expect(await runConduit(["-h"])).toEqual(help);
  });

  test("prints the help of each command", async ({ expect }) => {
    const run = await runConduit(["run", "--help"]);
    expect(transcript(run)).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      Usage: conduit run [options] <pipeline>

      Checks a pipeline as \`validate\` does, then runs its steps. Progress goes to
      standard error, the pipeline's outputs to standard output as JSON.

      Arguments:
        pipeline                  a YAML or JSON file, or - for standard input

      Options:
        -p, --param <name=value>  value of a declared parameter; can be repeated
        --params-file <file>      YAML or JSON map of parameter values
        --var <name=value>        initial value of a variable; can be repeated
        -b, --blocks <dir>        folder of block modules; can be repeated
        --step-limit <n>          refuse more steps than this
        --loop-limit <n>          refuse loops of more turns than this
        --strict                  refuse also what the check cannot prove
        --no-check                skip the check; mistakes end the steps they are in
        --no-color                no colours
        -q, --quiet               plain lines without colours or live status
        -v, --verbose             show resolved parameters and stack traces
        -h, --help                print this help

      Blocks come with Conduit, from a folder \`blocks\` beside the pipeline, and from every --blocks folder.

      Exit codes:
        0        success
        1        the file is no valid pipeline, or with --strict not all of it is proved; nothing ran
        2        wrong usage, a file that cannot be read, a parameter missing or wrong; nothing ran
        3        a defect of conduit
        101-113  the status of the first step that failed, or that would have
        130, 143 interrupted by SIGINT, SIGTERM

      Example:
        conduit run report.yaml --param date=2026-01-31 --var region=eu"
    `);
    expect(await runConduit(["help", "run"])).toEqual(run);
    const validate = await runConduit(["validate", "--help"]);
    expect(transcript(validate)).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      Usage: conduit validate [options] <pipelines...>

      Finds every mistake in pipelines and runs nothing.

      Arguments:
        pipelines           YAML or JSON files, directories, quoted globs, or - for
                            standard input

      Options:
        -b, --blocks <dir>  folder of block modules; can be repeated
        --strict            what the check cannot prove is an error
        --fix               mend what has one safe change: misspelt names, missing
                            quotes
        --format <format>   how findings are written (choices: "text", "json",
                            "sarif", "github", default: "text")
        --no-color          no colours
        -q, --quiet         print only mistakes, without colours
        -h, --help          print this help

      A directory stands for all YAML files below it, a glob for what it matches; both leave out node_modules and names with a dot.

      Exit codes: 0 valid, 1 not valid, 2 wrong usage or a file that cannot be read or written, 3 a defect.

      Example:
        conduit validate 'pipelines/**/*.yaml' --strict --format sarif > conduit.sarif"
    `);
    expect(await runConduit(["help", "validate"])).toEqual(validate);
  });

  test("without a command prints the help on standard error and exits with 2", async ({ expect }) => {
    const { stdout } = await runConduit(["--help"]);
    expect(await runConduit([])).toMatchObject({ code: 2, stdout: "", stderr: stdout });
  });

  const wrong: [string, string[], string][] = [
    ["an unknown command", ["runn", "a.yaml"], "unknown command 'runn'\n(Did you mean run?)"],
    ["an unknown option", ["run", "a.yaml", "--parm", "a=1"], "unknown option '--parm'\n(Did you mean --param?)"],
    ["a missing argument", ["run"], "missing required argument 'pipeline'"],
    [
      "one argument too many",
      ["run", "a.yaml", "b.yaml"],
      "too many arguments for 'run'. Expected 1 argument but got 2.",
    ],
    ["an option without its value", ["run", "a.yaml", "-b"], "option '-b, --blocks <dir>' argument missing"],
    ["escape codes", ["\u001b[31mred"], "unknown command '\\u001b[31mred'"],
  ];
  test.for(wrong)("refuses %s with 2", async ([, args, message], { expect }) => {
    const result = await runConduit(args, { files: { "a.yaml": "steps: []" } });
    expect(transcript(result)).toBe(`exit 2\n--- stderr\nerror: ${message}\n(see \`conduit --help\`)`);
  });
});
