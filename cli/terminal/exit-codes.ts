/** What the program ends with (docs/cli.md). Scripts depend on these numbers. */
export const EXIT = {
  ok: 0,
  /** the API refused, or could not be reached */
  failure: 1,
  /** `plan` found something to do */
  changes: 2,
  /** no token, or one that is no longer accepted */
  signIn: 3,
  /** the command line or a file is wrong: nothing was sent (EX_USAGE of sysexits.h) */
  usage: 64,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An error that people can act on: its message is all that they see. */
export class CliError extends Error {
  override readonly name: string = 'CliError';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = EXIT.failure) {
    super(message);
    this.exitCode = exitCode;
  }
}

export class UsageError extends CliError {
  override readonly name = 'UsageError';

  constructor(message: string) {
    super(message, EXIT.usage);
  }
}
