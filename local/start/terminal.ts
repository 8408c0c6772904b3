/** What the operator sees. Each call is one line, or one block of lines that belong together. */
export interface Terminal {
  /** what the start is doing */
  progress(text: string): void;
  /** something that happened: a trigger, an address */
  line(text: string): void;
  /** something that went wrong, and that the stack goes on without */
  problem(text: string): void;
}

/** The same problem again within this time is not told again. */
const REPEAT_AFTER_MS = 30_000;
/** Different problems that are remembered for that. */
const MAX_REMEMBERED = 200;
const MAX_LENGTH = 400;

export function createTerminal(write: (text: string) => void, now: () => number = Date.now): Terminal {
  const startedAt = now();
  const told = new Map<string, number>();
  return {
    progress: (text) => write(`${((now() - startedAt) / 1_000).toFixed(1).padStart(5)} s  ${text}\n`),
    line: (text) => write(`${text}\n`),
    problem(text) {
      const short = text.replaceAll(/\s+/g, ' ').slice(0, MAX_LENGTH);
      const last = told.get(short);
      if (last !== undefined && now() - last < REPEAT_AFTER_MS) return;
      if (told.size >= MAX_REMEMBERED) told.clear();
      told.set(short, now());
      write(`problem  ${short}\n`);
    },
  };
}
