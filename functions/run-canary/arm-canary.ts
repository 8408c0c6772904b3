import type { StoredAlert } from '../../adapters/dynamodb/alerts/alert-item.ts';
import type { AlertTable } from '../../adapters/dynamodb/alerts/alert-table.ts';
import { indexWrites, newAlert, nextVersion } from '../../adapters/dynamodb/alerts/alert-writes.ts';
import { type CoinTable, nextIndexVersion } from '../../adapters/dynamodb/market/coin-table.ts';
import type { WriteAll } from '../../adapters/dynamodb/write-transaction.ts';
import { armingState } from '../../domain/alerts/arming-state.ts';
import { canaryId, canaryRule } from '../../domain/canary/canary-rule.ts';
import { usualMove } from '../../domain/canary/usual-move.ts';
import type { Candle } from '../../domain/market/candle.ts';
import { SERVICE_PERSON } from '../../domain/people/service-person.ts';

/** Requests change the same index. */
const MAX_ATTEMPTS = 5;

export interface ArmDeps {
  readonly alerts: Pick<AlertTable, 'get' | 'creation' | 'replacement'>;
  readonly coins: Pick<CoinTable, 'get' | 'indexChange'>;
  readonly writeAll: WriteAll;
  /** own clock, ms */
  readonly now: () => number;
}

export interface CoinNow {
  readonly symbol: string;
  /** the last one, a decimal string */
  readonly price: string;
  /** exchange clock, ms */
  readonly exchangeNow: number;
  /** its closed candles of one minute, ascending */
  readonly minutes: readonly Candle[];
}

/** The canary of the coin, with levels around its price. @throws Error when other writers were first again and again */
export async function armCanary(coin: CoinNow, deps: ArmDeps): Promise<StoredAlert> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const armed = await tryArm(coin, deps);
    if (armed) return armed;
  }
  throw new Error(`${coin.symbol} is not followed any more, or others have changed its index ${MAX_ATTEMPTS} times`);
}

/** As any alert is armed: with the next version of the index, in one transaction. Null when another writer was first. */
async function tryArm({ symbol, price, minutes, exchangeNow }: CoinNow, deps: ArmDeps): Promise<StoredAlert | null> {
  const { alerts, coins, writeAll } = deps;
  const id = canaryId(symbol);
  const [before, coin] = await Promise.all([alerts.get(id), coins.get(symbol)]);
  const now = deps.now();
  const version = nextIndexVersion(coin, now);
  const rule = canaryRule({ price, move: usualMove(minutes), now: exchangeNow });
  const state = armingState(rule, { armAfter: exchangeNow, bookVersion: version }, before?.state.asOf ?? null);
  const changed = { rule, state, channels: [], name: null, note: null };
  const after = before
    ? nextVersion(before, changed, now)
    : newAlert({ id, owner: SERVICE_PERSON, symbol, quote: null, externalId: null, ...changed, createdAt: now });
  // it never makes a coin followed: the write fails when this one was let go
  const { written } = await writeAll(indexWrites(deps, { before, after, version, isFollowed: true }));
  return written ? after : null;
}
