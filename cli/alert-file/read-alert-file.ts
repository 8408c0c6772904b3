import { isMap, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import * as z from 'zod';
import { UsageError } from '../terminal/exit-codes.ts';
import { type Mistake, mistakesOf } from './mistakes.ts';
import { readWanted, type WantedAlert } from './wanted-alert.ts';

const NAME = /^[A-Za-z0-9._-]{1,60}$/;
const NAME_MESSAGE = 'must be 1 to 60 letters, digits, dots, hyphens or underscores';

export interface AlertFile {
  /** whose alerts these are: those of other files, and those made by hand, are left alone */
  readonly namespace: string;
  /** by key, in the order of the file */
  readonly alerts: ReadonlyMap<string, WantedAlert>;
}

/** Alerts that were imported without an `externalId` have one that begins so: no file has made them. */
const IMPORTED = 'import';
const IMPORTED_MESSAGE = 'must be another name: that one is of alerts that were imported';

const fileSchema = z.strictObject({
  namespace: z
    .string({ error: 'is required' })
    .regex(NAME, NAME_MESSAGE)
    .refine((name) => name !== IMPORTED, IMPORTED_MESSAGE),
  alerts: z.record(z.string(), z.unknown(), { error: 'must hold alerts by their keys, or be {}' }),
});

/** Levels are decimals, which a float can't hold: they are taken as they are written. */
const LEVELS = new Set<unknown>(['level', 'from', 'to']);

/**
 * Reads a file of alerts (YAML, or JSON).
 * @throws UsageError with every mistake and its line: `alerts.yaml:7: alerts.btc.condition.level must be …`
 */
export function readAlertFile(name: string, text: string): AlertFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const refuse = (mistakes: readonly { line: number; message: string }[]): never => {
    throw new UsageError(mistakes.map(({ line, message }) => `${name}:${line}: ${message}`).join('\n'));
  };
  if (document.errors.length > 0) {
    refuse(document.errors.map(({ pos, message }) => ({ line: lines.linePos(pos[0]).line, message })));
  }
  visit(document, {
    Pair(_, { key, value }) {
      const isLevel = isScalar(key) && LEVELS.has(key.value) && isScalar(value) && typeof value.value === 'number';
      if (isLevel) value.value = value.source;
    },
  });
  const lineOf = (path: readonly (string | number)[]): number => lineAt(document.contents, path, lines);
  const place = ({ path, message }: Mistake) => ({
    line: lineOf(path),
    message: `${path.join('.') || 'the file'} ${message}`,
  });
  const { data, error } = fileSchema.safeParse(document.toJS());
  if (!data) return refuse(mistakesOf(error).map(place));
  const alerts = new Map<string, WantedAlert>();
  const mistakes: Mistake[] = [];
  for (const [key, value] of Object.entries(data.alerts)) {
    if (!NAME.test(key)) mistakes.push({ path: ['alerts', key], message: NAME_MESSAGE });
    const read = readWanted(value);
    if (Array.isArray(read))
      mistakes.push(...read.map(({ path, message }) => ({ path: ['alerts', key, ...path], message })));
    else alerts.set(key, read);
  }
  if (mistakes.length > 0) refuse(mistakes.map(place));
  return { namespace: data.namespace, alerts };
}

/** The line of the deepest part of `path` that is in the file. */
function lineAt(contents: Node | null, path: readonly (string | number)[], lines: LineCounter): number {
  let offset = contents?.range?.[0] ?? 0;
  let node: unknown = contents;
  for (const key of path) {
    const pair = isMap(node)
      ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key))
      : null;
    const next: unknown = pair ? pair.value : getItem(node, key);
    if (next === undefined) break;
    const from = pair && isScalar(pair.key) ? pair.key.range : rangeOf(next);
    offset = from?.[0] ?? offset;
    node = next;
  }
  return Math.max(1, lines.linePos(offset).line);
}

function getItem(node: unknown, key: string | number): unknown {
  const items = typeof node === 'object' && node !== null && 'items' in node ? node.items : [];
  return Array.isArray(items) && typeof key === 'number' ? items[key] : undefined;
}

function rangeOf(node: unknown): readonly number[] | null {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range) ? node.range : null;
}
