/** What the keys of the page do: one key, or two after each other. */
export const KEY_COMMANDS = [
  { keys: ['/'], command: 'find', label: 'Find or follow a coin' },
  { keys: ['n'], command: 'new', label: 'New alert' },
  { keys: ['g', 'c'], command: 'coins', label: 'Go to the coins' },
  { keys: ['g', 'a'], command: 'alerts', label: 'Go to the alerts' },
  { keys: ['g', 'f'], command: 'fired', label: 'Go to what fired' },
  { keys: ['g', 's'], command: 'settings', label: 'Go to the settings' },
  { keys: ['?'], command: 'help', label: 'Show the keys' },
] as const;

export type KeyCommand = (typeof KEY_COMMANDS)[number]['command'];

/** A second key counts so long after the first. */
const PAUSE_MS = 1_200;

export interface Pressed {
  readonly key: string;
  /** ms */
  readonly at: number;
}

/** What a key does after the one before it. `waits`: it may begin a pair. */
export function readKey(before: Pressed | null, { key, at }: Pressed): { command: KeyCommand | null; waits: boolean } {
  const isSecond = before !== null && at - before.at <= PAUSE_MS;
  const pair = isSecond
    ? KEY_COMMANDS.find(({ keys: [first, second] }) => first === before.key && second === key)
    : null;
  if (pair) return { command: pair.command, waits: false };
  const single = KEY_COMMANDS.find(({ keys }) => keys.length === 1 && keys[0] === key);
  if (single) return { command: single.command, waits: false };
  return { command: null, waits: KEY_COMMANDS.some(({ keys }) => keys.length === 2 && keys[0] === key) };
}
