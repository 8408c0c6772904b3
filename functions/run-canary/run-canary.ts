import type { OwnedAlert } from '../../adapters/dynamodb/alerts/alert-item.ts';
import type { AlertTable } from '../../adapters/dynamodb/alerts/alert-table.ts';
import type { CanaryTable } from '../../adapters/dynamodb/market/canary-table.ts';
import type { CandleTable } from '../../adapters/dynamodb/market/candle-table.ts';
import type { MarketNow, ReadMarketNow } from '../../adapters/dynamodb/market/read-market-now.ts';
import type { Log } from '../../adapters/log.ts';
import { observeCoin } from '../../contract/coin-view.ts';
import { activityOf, type Candidate, chooseCoin } from '../../domain/canary/choose-coin.ts';
import { isDispatchLate, judgeCanary } from '../../domain/canary/judge-canary.ts';
import { MINUTE_MS, minuteOf } from '../../domain/market/tick.ts';
import { firedAt } from '../../domain/messages/trigger.ts';
import { SERVICE_PERSON } from '../../domain/people/service-person.ts';
import { type ArmDeps, armCanary } from './arm-canary.ts';

/** The canary proves lateness by the minutes since it was armed, an hour at most, and takes its levels from all of them. */
const READ_BACK_MS = 180 * MINUTE_MS;
/** One for each coin that was ever the busiest. */
const MAX_CANARIES = 100;

export interface RunCanaryDeps extends ArmDeps {
  readonly alerts: ArmDeps['alerts'] & Pick<AlertTable, 'list'>;
  readonly candles: Pick<CandleTable, 'read'>;
  readonly readMarketNow: ReadMarketNow;
  readonly canaryTable: Pick<CanaryTable, 'readFire'>;
  readonly log: Log;
}

/**
 * The canary can't be armed, or was not armed, has not fired or was not dispatched in time. The invocation fails, and the alarm on failed
 * invocations says so.
 */
export class CanaryLateError extends Error {
  override readonly name = 'CanaryLateError';
}

/**
 * Looks at the canary once a minute, and arms it when it has fired: an alert of the service's own, on the busiest coin that is live
 * (docs/decisions/0023). @throws CanaryLateError, and what the tables throw
 */
export async function runCanary(deps: RunCanaryDeps): Promise<void> {
  const { candles, canaryTable, log } = deps;
  const [market, canary, dispatched] = await Promise.all([
    deps.readMarketNow(),
    findCanary(deps),
    canaryTable.readFire(),
  ]);
  const now = market.exchangeNow;
  const coin = chooseCoin(liveCoins(market), canary?.symbol ?? null);
  if (!coin) return;
  const { symbol, price } = coin;
  const minutes = await candles.read(symbol, '1m', minuteOf(now) - READ_BACK_MS, minuteOf(now));
  const judged = judgeCanary({ chosen: symbol, canary, candles: minutes, now });
  if (judged.verdict === 'late') throw reportLate(judged, canary, log);
  if (judged.verdict === 'arm') {
    if (!market.isClockKnown) throw new CanaryLateError('not armed: the clock of the exchange is not known');
    const armed = await armCanary({ symbol, price, minutes, exchangeNow: now }, deps);
    log.info('canary armed', { symbol, because: judged.because, condition: armed.rule.condition });
  }
  // it is armed all the same: its next fire shows whether only the last one was not recorded
  const since = canary?.lastTrigger ? firedAt(canary.lastTrigger) : null;
  if (since !== null && isDispatchLate({ firedAt: since, dispatched: dispatched?.firedAt ?? null, now }))
    throw reportLate({ because: 'not-dispatched', since }, canary, log);
}

/** `since`: exchange clock, ms */
function reportLate(
  { because, since }: { because: string; since: number },
  canary: OwnedAlert | null,
  log: Log,
): Error {
  const about = { symbol: canary?.symbol, because, since: new Date(since).toISOString(), alertId: canary?.id };
  log.error('canary is late', about);
  return new CanaryLateError(`${because} since ${about.since}`);
}

/** The one that was armed last, as it is now. */
async function findCanary({ alerts }: Pick<RunCanaryDeps, 'alerts'>): Promise<OwnedAlert | null> {
  const { items } = await alerts.list({ owner: SERVICE_PERSON, limit: MAX_CANARIES, after: null });
  const [newest] = items.toSorted((a, b) => b.updatedAt - a.updatedAt);
  return newest ? alerts.get(newest.id) : null;
}

interface LiveCoin extends Candidate {
  readonly price: string;
}

function liveCoins({ prices, exchangeNow }: MarketNow): LiveCoin[] {
  return Object.keys(prices?.coins ?? {}).flatMap((symbol) => {
    const coin = observeCoin(prices, symbol, exchangeNow);
    if (coin?.state !== 'live' || coin.price === null) return [];
    return [{ symbol, price: coin.price, activity: activityOf(coin) }];
  });
}
