/** The operator's terminal. Each call prints one line, or one block of lines. */
export interface Terminal {
  /** what the start is doing */
  progress(text: string): void;
  /** something that happened: a trigger, an address */
  line(text: string): void;
  /** an error that does not stop the stack */
  problem(text: string): void;
}

/** The same problem again within this time is not shown again. */
const REPEAT_AFTER_MS = 30_000;
/** Most different problems that are remembered. */
const MAX_REMEMBERED = 200;
const MAX_LENGTH = 400;

export function createTerminal(write: (text: string) => void, now: () => number = Date.now): Terminal {
  const startedAt = now();
  const shownAt = new Map<string, number>();
  return {
    progress: (text) => write(`${((now() - startedAt) / 1_000).toFixed(1).padStart(5)} s  ${text}\n`),
    line: (text) => write(`${text}\n`),
    problem(text) {
      const short = text.replaceAll(/\s+/g, ' ').slice(0, MAX_LENGTH);
      const last = shownAt.get(short);
      if (last !== undefined && now() - last < REPEAT_AFTER_MS) return;
      if (shownAt.size >= MAX_REMEMBERED) shownAt.clear();
      shownAt.set(short, now());
      write(`problem  ${short}\n`);
    },
  };
}
