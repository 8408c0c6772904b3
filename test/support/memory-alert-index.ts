import type {
  AlertIndex,
  ChangeOutcome,
  IndexRead,
  IndexReadRequest,
} from '../../adapters/dynamodb/alerts/alert-index.ts';
import type { PageEntry } from '../../domain/alert-index/index-page.ts';
import { type IndexKeys, indexKeys } from '../../domain/alert-index/next-moves.ts';
import type { AlertState, ArmFrom, JudgedAlert } from '../../domain/alerts/alert.ts';
import { parseAlertId } from '../../domain/alerts/alert-id.ts';
import { armingState } from '../../domain/alerts/arming-state.ts';
import type { Fire } from '../../domain/messages/trigger.ts';
import type { Rule } from '../../domain/rules/rule.ts';

/** An item: the alert and its index keys. */
interface Item {
  readonly entry: PageEntry;
  readonly symbol: string;
  readonly keys: IndexKeys;
}

/**
 * The alerts table as the evaluator uses it, in memory: the same reads in key order, the same conditional writes. `fires` holds every
 * fire that was written, `calls` counts the database calls.
 */
export class MemoryAlertIndex implements AlertIndex {
  readonly fires: Fire[] = [];
  /** by trigger id: the first trade that was judged for the alert */
  readonly watchedFrom = new Map<string, number | null>();
  calls = 0;
  /** writes by the evaluator that changed only `asOf`: they cost money for nothing */
  idleWrites = 0;
  readonly #items = new Map<string, Item>();
  readonly #readLimit: number;
  /** Called before each write: a test can throw here, or change the alert before the evaluator does. */
  beforeChange: (entry: PageEntry) => void = () => {};

  constructor({ readLimit = 100 }: { readLimit?: number } = {}) {
    this.#readLimit = readLimit;
  }

  get(id: string): PageEntry | undefined {
    return this.#items.get(id)?.entry;
  }

  /** Adds an alert as the API does: arming, from `armFrom` on. */
  create(id: string, rule: Rule, armFrom: ArmFrom): void {
    const state = armingState(rule, armFrom, null);
    this.#put({ id, rev: 1, fires: 0, shard: parseAlertId(id)?.shard ?? 0, rule, state });
  }

  /** Edits an alert as a person does: applies `change` and increases `rev`. */
  edit(id: string, change: (entry: PageEntry) => Partial<PageEntry>): void {
    const entry = this.get(id);
    if (entry) this.#put({ ...entry, ...change(entry), rev: entry.rev + 1 });
  }

  delete(id: string): void {
    this.#items.delete(id);
  }

  async read({ symbol, shard, side, series, from }: IndexReadRequest): Promise<IndexRead> {
    this.calls += 1;
    const sign = side === 'down' ? -1 : 1;
    const after = typeof from?.token === 'string' ? from.token : null;
    const ofSeries = series === null ? '' : `${series}#`;
    const placed = [...this.#items.values()]
      .filter((item) => item.entry.shard === shard && item.symbol === symbol)
      .flatMap(({ entry, keys }) => {
        const key = keys[side];
        return key?.startsWith(ofSeries) ? [{ key, entry, order: `${key} ${entry.id}` }] : [];
      })
      .filter(({ key }) => !from || sign * compareText(key, from.key) >= 0)
      .filter(({ order }) => after === null || sign * compareText(order, after) > 0)
      .sort((a, b) => sign * compareText(a.order, b.order));
    const page = placed.slice(0, this.#readLimit);
    const last = page.at(-1);
    const more = placed.length > page.length && last;
    return { placed: page, faulty: [], frontier: more ? { key: last.key, token: last.order } : null };
  }

  async change(
    entry: PageEntry,
    outcome: Pick<JudgedAlert, 'rule' | 'state'>,
    fire: Fire | null,
  ): Promise<ChangeOutcome> {
    this.calls += 1;
    this.beforeChange(entry);
    const stored = this.get(entry.id);
    if (!stored) return { result: 'gone' };
    if (stored.rev !== entry.rev) return { result: 'overtaken', entry: stored };
    const { state } = outcome;
    const next = { ...stored, ...outcome, rev: stored.rev + 1, fires: stored.fires + (fire ? 1 : 0) };
    this.#put(next);
    if (!fire && sameButAsOf(stored.state, state)) this.idleWrites += 1;
    if (fire) this.fires.push(fire);
    if (fire) this.watchedFrom.set(fire.id, state.watchedFrom?.tradeId ?? null);
    return { result: 'written', entry: next };
  }

  #put(entry: PageEntry): void {
    this.#items.set(entry.id, { entry, symbol: parseAlertId(entry.id)?.symbol ?? '', keys: indexKeys(entry) });
  }

  async flagFaulty(): Promise<void> {
    throw new Error('nothing here is faulty');
  }
}

function sameButAsOf(a: AlertState, b: AlertState): boolean {
  return JSON.stringify({ ...a, asOf: null }) === JSON.stringify({ ...b, asOf: null });
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
