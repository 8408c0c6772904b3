import pMap from 'p-map';
import { createAlertSchema } from '../../../contract/alert-request.ts';
import { requestedRule } from '../../../contract/requested-rule.ts';
import { expiresTooSoon, invalidPause } from '../../../domain/alerts/snooze.ts';
import { type AskedFields, FOLLOWED, type GroupCoins } from '../../../domain/groups/group.ts';
import { needsPrice } from '../../../domain/rules/asked-rule.ts';
import { invalidExpiry, type Timing } from '../../../domain/rules/expiry.ts';
import { readNewRule } from '../alerts/read-new-rule.ts';
import type { ApiDeps } from '../api-deps.ts';
import { requireListing } from '../coins/catalogue.ts';
import { requireExchangeTime } from '../coins/require-exchange-time.ts';
import type { Caller } from '../http/identify-caller.ts';
import { parseInput, refuse } from '../http/parse-input.ts';
import { type FieldError, Problem } from '../http/problem.ts';
import { claimRoom } from '../limits/claim-room.ts';

/** Any name will do: conditions mean the same on every coin. */
const ANY_SYMBOL = 'BTCUSDT';
const MAX_LOOKS_AT_ONCE = 10;

/** What is asked of each member of a group. */
export interface AskedOfMembers {
  /** without its channels */
  readonly fields: AskedFields;
  readonly fires: 'each' | 'once';
  /** whether a member is armed by it, now or later: then the expiry must leave it time to fire */
  readonly arms: boolean;
  /** the end of a pause, ms on the exchange's clock */
  readonly pausedUntil?: number | null | undefined;
}

/** @throws Problem 422 naming each field that makes no sense; 503 */
export async function checkAsked(
  { fields: { channels: _, ...asked }, fires, arms, pausedUntil }: AskedOfMembers,
  deps: Pick<ApiDeps, 'catalogue' | 'readMarketNow'>,
): Promise<void> {
  const alert = parseInput(createAlertSchema, { ...asked, symbol: ANY_SYMBOL });
  const requested = requestedRule(alert);
  const repeats = fires === 'once' && requested.repeat.mode !== 'once';
  refuse(repeats ? [{ path: 'repeat', message: 'must be once in a group that fires once' }] : []);
  // what is relative to the price is resolved for each coin, and refused for each
  if (!needsPrice(requested, null)) await readNewRule(alert, deps);
  const exchangeNow = requireExchangeTime(await deps.readMarketNow());
  if (arms) refuse(invalidExpiry(requested, exchangeNow));
  if (pausedUntil) refuse(invalidEnd(requested, pausedUntil, exchangeNow));
}

function invalidEnd(rule: Timing, until: number, now: number): FieldError[] {
  const why = expiresTooSoon(rule, until);
  const message = `leaves no time before the expiry: ${why}`;
  return [...invalidPause(until, now, NOT_JUDGED), ...(why === null ? [] : [{ path: 'pausedUntil', message }])];
}

const NOT_JUDGED = { status: 'paused', asOf: null, watchedFrom: null } as const;

/**
 * @throws Problem 422 naming each coin that the exchange does not trade; 503. `before`: those that the group had already are not looked
 * up, as the exchange may have halted one since
 */
export async function requireCoins(
  { coins, before }: { readonly coins: GroupCoins; readonly before: GroupCoins },
  { catalogue }: Pick<ApiDeps, 'catalogue'>,
): Promise<void> {
  if (coins === FOLLOWED) return;
  const errors = await pMap(coins, (symbol, index) => errorsOf(symbol, index), { concurrency: MAX_LOOKS_AT_ONCE });
  refuse(errors.flat());

  async function errorsOf(symbol: string, index: number): Promise<FieldError[]> {
    if (before !== FOLLOWED && before.includes(symbol)) return [];
    try {
      await requireListing(catalogue, symbol);
      return [];
    } catch (error) {
      if (!(error instanceof Problem) || error.options.status !== 422) throw error;
      return (error.options.errors ?? []).map(({ message }) => ({ path: `coins.${index}`, message }));
    }
  }
}

/** Whether there is room for an alert on each of the coins, as far as can be known before they are made. @throws Problem 422, 409, 429 */
export async function requireRoom(
  { person, isAdmin }: Caller,
  coins: readonly string[],
  deps: Pick<ApiDeps, 'counts' | 'countUsage' | 'limits' | 'now' | 'readFollowed'>,
): Promise<void> {
  const followed = await deps.readFollowed();
  const claims = coins.map((symbol, index) => ({
    ...{ alerts: 1, armed: { symbol, add: 1 }, at: `coins.${index}` },
    follows: followed.has(symbol) ? undefined : symbol,
  }));
  await claimRoom({ person, isAdmin }, claims, deps);
}
