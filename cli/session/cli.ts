import { ApiClient } from '../api/api-client.ts';
import { EXIT, type ExitCode } from '../terminal/exit-codes.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { VERSION } from '../terminal/version.ts';
import { findOrigin } from './find-origin.ts';
import { renewSession } from './issuer.ts';
import { readToken } from './read-token.ts';
import { type SessionFile, sessionFileOf } from './session-file.ts';

/** Options of every command. */
export interface GlobalOptions {
  readonly url?: string | undefined;
  readonly json?: true | undefined;
}

/** What every command works with. */
export class Cli {
  readonly terminal: Terminal;
  readonly sessions: SessionFile;
  /** what the process ends with when nothing fails */
  exitCode: ExitCode = EXIT.ok;
  readonly #readOptions: () => GlobalOptions;

  constructor(terminal: Terminal, readOptions: () => GlobalOptions) {
    this.terminal = terminal;
    this.sessions = sessionFileOf(terminal.env);
    this.#readOptions = readOptions;
  }

  /** whether a program reads the result */
  get json(): boolean {
    return this.#readOptions().json ?? false;
  }

  /** the API that commands go to, without /api */
  get origin(): string {
    const variable = this.terminal.env.PRICEBELL_URL;
    return findOrigin({ option: this.#readOptions().url, variable, stored: this.sessions.origin });
  }

  connect(): ApiClient {
    const { terminal, sessions, origin } = this;
    const given = terminal.env.PRICEBELL_TOKEN;
    return new ApiClient({
      origin,
      userAgent: `pricebell-cli/${VERSION}`,
      readToken: async () => given || readToken(origin, { sessions, renew: renewSession, now: terminal.now }),
      terminal,
    });
  }

  /** Shows a result: to a program as the API answered it, to a person in lines. */
  show(body: unknown, lines: () => readonly string[]): void {
    if (this.json) this.terminal.out(JSON.stringify(body, null, 2));
    else for (const line of lines()) this.terminal.out(line);
  }
}
