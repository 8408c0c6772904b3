import type { StreamRecord } from './publish-stream.ts';
import type { Act, Scenario } from './scenario.ts';

/** A scenario as a person reads it, for the report of a counterexample. */
export function describeScenario({ market, records, alerts, deliveries, perPage }: Scenario): string {
  const trades = market.trades.map(({ id, time, price }) => `${id}: ${clock(time)} ${price}`);
  return [
    `trades ${trades.join(', ')}; then until ${clock(market.end)}`,
    ...records.map((record, place) => `#${place} ${describeRecord(record, market.everyMinute)}`),
    ...alerts.flatMap(({ id, acts }) => acts.map((act) => `${id} ${describeAct(act)}`)),
    `${perPage} a page; deliveries ${JSON.stringify(deliveries)}`,
  ].join('\n');
}

function describeRecord({ tick, isLate }: StreamRecord, withValues: boolean): string {
  const { epoch, seq, book, minute, previous, trades, watermark, refs, refsBefore, measures } = tick;
  const values = withValues ? ` ${JSON.stringify({ refs, refsBefore, measures })}` : '';
  const place = `${isLate ? 'late ' : ''}epoch ${epoch} seq ${seq}, index ${book.version} [${book.metrics}]`;
  const content = `after ${previous?.id} come [${trades.id}] of ${clock(minute)}, watermark ${clock(watermark)}`;
  return `${place}: ${content}${values}`;
}

function describeAct({ kind, at, version, armAfter, until, rule }: Act): string {
  const { expiresAt, ...words } = rule;
  const when = `before #${at}, index ${version}, from ${clock(armAfter)}${until === null ? '' : `, asleep until ${clock(until)}`} to ${clock(expiresAt)}`;
  return `${kind} ${when}: ${JSON.stringify(words)}`;
}

function clock(instant: number | null): string {
  return instant === null ? 'nobody knows' : new Date(instant).toISOString().slice(11, 23);
}
