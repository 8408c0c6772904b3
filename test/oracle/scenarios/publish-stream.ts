import type { Tick } from '../../../domain/market/tick.ts';
import { MINUTE, startOfMinute } from '../coin-events.ts';
import { type Market, publishTicks, type TickCut } from './publish-ticks.ts';

/** A run of the ingest task ends, and the next one goes on from some trades back. */
export interface Restart {
  /** index of the first trade that the old run did not publish */
  readonly endsBefore: number;
  /** the new run publishes so many trades again */
  readonly back: number;
  readonly cuts: readonly TickCut[];
  /** so many of the old run's last ticks are sent once more, after so many of the new run */
  readonly repeated: number;
  /** the old run sends so many trades although it is thought to have ended */
  readonly sentAfter: number;
  /** these ticks come after so many ticks of the new run, and alternate with so many of them */
  readonly lateBy: number;
  readonly turn: number;
  /** the values that the new run does not know at first */
  readonly gap: KnowledgeGap;
}

/** Windowed metrics whose values a run does not know in its first minutes. */
export interface KnowledgeGap {
  readonly metrics: readonly string[];
  readonly minutes: number;
}

interface PublishedRuns {
  readonly cuts: readonly TickCut[];
  readonly restarts: readonly Restart[];
  readonly learn: boolean;
  /** the values that the first run does not know at first */
  readonly gap: KnowledgeGap;
}

/** A tick in the stream. `isLate`: a run that was thought to have ended sent it, maybe for the second time. */
export interface StreamRecord {
  readonly tick: Tick;
  readonly isLate: boolean;
  /** up to which place of the stream the run knew of index changes when it sent this */
  readonly knows: number;
}

/**
 * The records of one coin in their order, without index versions.
 * @param learn whether runs that are thought to have ended still learn of index changes
 */
export function publishStream(market: Market, { cuts, restarts, learn, gap }: PublishedRuns): StreamRecord[] {
  const count = market.trades.length;
  const ends = aroundGaps(
    gap,
    [...restarts].sort((a, b) => a.endsBefore - b.endsBefore),
  );
  const records: StreamRecord[] = [];
  let late: readonly LateRecord[] = [];
  let from = 0;
  for (let run = 0; run <= ends.length; run += 1) {
    const [begun, ending] = [ends[run - 1], ends[run]];
    const wanted = Math.min(Math.max(ending?.endsBefore ?? count, from + 1), ending ? count - 1 : count);
    const to = lacksMore(begun?.gap ?? gap, ending?.gap, market, { from, to: wanted })
      ? endOfMinute(market, wanted)
      : wanted;
    const published = publishTicks(market, from, Math.max(to, from), begun?.cuts ?? cuts);
    const after = ending ? publishTicks(market, to, Math.min(to + ending.sentAfter, count - 1), ending.cuts) : [];
    const known = withGap([...published, ...after], begun?.gap ?? gap);
    const ticks = known.map((tick, index) => ({ ...tick, epoch: run + 1, seq: index + 1 }));
    append(records, ticks.slice(0, published.length), late, begun);
    const again = records.slice(records.length - Math.min(ending?.repeated ?? 0, published.length));
    const knows = learn ? {} : { knows: records.length - 1 };
    late = [...again, ...ticks.slice(published.length).map((tick) => ({ tick, ...knows }))];
    from = Math.max(0, to - (ending?.back ?? 0));
  }
  return records;
}

/** Whether the last minute of the run lacks values that the next run knows. */
function lacksMore(
  { metrics, minutes }: KnowledgeGap,
  next: KnowledgeGap | undefined,
  { trades }: Market,
  { from, to }: { readonly from: number; readonly to: number },
): boolean {
  const firstMinute = startOfMinute((trades[from - 1] ?? trades[from])?.time ?? 0);
  const lastMinute = startOfMinute(trades[to - 1]?.time ?? 0);
  const known = next && next.minutes > 0 ? metrics.filter((metric) => !next.metrics.includes(metric)) : metrics;
  return next !== undefined && known.length > 0 && lastMinute < firstMinute + minutes * MINUTE;
}

/**
 * The first trade at or after `index` of another minute than the trade before it. A run that lacks values publishes its last minute to
 * the end: docs/decisions/0007 leaves open what is judged when the next run knows them within that minute.
 */
function endOfMinute({ trades }: Market, index: number): number {
  const minuteAt = (at: number) => startOfMinute(trades[at]?.time ?? 0);
  let end = index;
  while (end > 0 && end < trades.length && minuteAt(end) === minuteAt(end - 1)) end += 1;
  return end;
}

/**
 * While one run knows the values that another lacks, no event is published by both: docs/decisions/0007 leaves open
 * whether such an event is judged.
 */
function aroundGaps(first: KnowledgeGap, restarts: readonly Restart[]): Restart[] {
  return restarts.map((restart, index) => {
    const before = restarts[index - 1]?.gap ?? first;
    const isFirstToShow = restart.gap.minutes > 0 && { repeated: 0, sentAfter: 0 };
    return { ...restart, ...isFirstToShow, ...(before.minutes > 0 && { back: 0 }) };
  });
}

/** One run's ticks without the values that it does not know yet. */
function withGap(ticks: readonly Tick[], { metrics, minutes }: KnowledgeGap): Tick[] {
  const end = (ticks[0]?.minute ?? 0) + minutes * MINUTE;
  const hide = <Value>(values: Readonly<Record<string, Value>>, minute: number) => {
    const hidden = Object.keys(values).filter((name) => metrics.includes(name) && minute < end);
    return { ...values, ...Object.fromEntries(hidden.map((name) => [name, null])) };
  };
  return ticks.map((tick) => {
    const { minute, refs, refsBefore, measures } = tick;
    const before = hide(refsBefore, minute - MINUTE);
    return { ...tick, refs: hide(refs, minute), refsBefore: before, measures: hide(measures, minute) };
  });
}

type LateRecord = Pick<StreamRecord, 'tick'> & Partial<StreamRecord>;

function append(records: StreamRecord[], ticks: readonly Tick[], late: readonly LateRecord[], begun?: Restart): void {
  const waiting = [...late];
  let next = begun?.lateBy ?? 0;
  ticks.forEach((tick, index) => {
    for (; index >= next && waiting.length > 0; next += begun?.turn ?? 1) {
      records.push(...waiting.splice(0, 1).map((record) => ({ knows: records.length, ...record, isLate: true })));
    }
    records.push({ tick, isLate: false, knows: records.length });
  });
}
