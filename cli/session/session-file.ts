import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { CliError } from '../terminal/exit-codes.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Who gave the token, and can renew it. */
const issuedBySchema = z.object({ issuer: z.string(), clientId: z.string(), refreshToken: z.string() });

const sessionSchema = z.object({
  idToken: z.string(),
  /** null: the token was given by hand, and ends when it ends */
  renewal: issuedBySchema.nullable(),
});
export type Session = z.infer<typeof sessionSchema>;

const contentSchema = z.object({
  /** the API that was signed in to last: commands go there */
  origin: z.string().nullable(),
  /** by origin */
  sessions: z.record(z.string(), sessionSchema),
});
type Content = z.infer<typeof contentSchema>;

/** The tokens of this user of the machine, in a file that only they may read. It is written as a whole, or not at all. */
export class SessionFile {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  get origin(): string | null {
    return this.#read().origin;
  }

  session(origin: string): Session | null {
    return this.#read().sessions[origin] ?? null;
  }

  save(origin: string, session: Session): void {
    this.#write({ origin, sessions: { ...this.#read().sessions, [origin]: session } });
  }

  /** Commands still go to this API. */
  remove(origin: string): void {
    const { [origin]: _, ...sessions } = this.#read().sessions;
    this.#write({ origin, sessions });
  }

  #read(): Content {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { origin: null, sessions: {} };
      throw new CliError(`${this.path} can't be read: ${error instanceof Error ? error.message : error}`);
    }
    try {
      return contentSchema.parse(JSON.parse(text));
    } catch {
      throw new CliError(`${this.path} is not what \`pricebell login\` wrote: remove it and sign in again.`);
    }
  }

  #write(content: Content): void {
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    const fresh = `${this.path}.${process.pid}`;
    writeFileSync(fresh, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
    // the mode above holds for a new file only
    chmodSync(fresh, 0o600);
    renameSync(fresh, this.path);
  }
}

/** Where the XDG rules put it: `~/.config/pricebell/sessions.json`. */
export function sessionFileOf(env: Terminal['env']): SessionFile {
  const folder = env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config');
  return new SessionFile(join(folder, 'pricebell', 'sessions.json'));
}
