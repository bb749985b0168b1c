// A command used wrongly, or a file that cannot be read: one message, one help line, exit code 2.

/** Thrown below the commands, shown by `main`. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly help: string | undefined;

  constructor(message: string, help?: string) {
    super(message);
    this.help = help;
  }
}
