import type { Readable } from 'node:stream';

/** What a command knows of the world around it, so that a test can stand in for the terminal. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable;
  /** a person reads and types here: questions may be asked */
  readonly interactive: boolean;
  /** what is written to `out` may have colours */
  readonly colours: boolean;
  /** width of the terminal; null: the output goes to a file or a program */
  readonly columns: number | null;
  /** aborted by Ctrl-C */
  readonly signal: AbortSignal;
  /** writes a line of the result */
  out(line: string): void;
  /** writes a line about the work, which is no result */
  note(line: string): void;
  /** asks a person; what they typed */
  ask(question: string): Promise<string>;
  /** ms since 1970 */
  now(): number;
  /** @throws when `signal` is aborted meanwhile */
  sleep(ms: number): Promise<void>;
}
