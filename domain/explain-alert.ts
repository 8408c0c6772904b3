import type { AlertState, JudgedAlert, Side } from './alert.ts';
import type { CoinState, ObservedCoin } from './coin.ts';
import type { Condition } from './condition.ts';
import { groupThousands } from './decimal.ts';
import { sideOf } from './judge.ts';
import type { Fire } from './trigger.ts';

/** What is stored as the rule can't be read: the alert is faulty, whatever its state said. */
export interface FaultyRule {
  readonly rule: null;
  readonly state: Extract<AlertState, { status: 'faulty' }>;
}

export type ExplainedAlert = { readonly lastTrigger: Fire | null } & (Pick<JudgedAlert, 'rule' | 'state'> | FaultyRule);

/** What keeps a coin from being watched just now; the empty ones need no word. */
const COIN_WORDS: Record<CoinState, string> = {
  requested: '',
  live: '',
  'catching-up': 'the coin is catching up on missed trades',
  dark: 'the coin is not seen at the moment',
  halted: 'the exchange has halted the coin',
  delisted: 'the exchange has delisted the coin',
  rejected: 'the exchange does not know the coin',
};

/** The alert's present state in one sentence, without a full stop. `coin` is null while nothing was observed of it. */
export function explainAlert(alert: ExplainedAlert, coin: ObservedCoin | null): string {
  if (alert.rule === null) return `faulty: ${alert.state.fault}`;
  const { rule, state, lastTrigger } = alert;
  const price = coin?.price ?? null;
  switch (state.status) {
    case 'arming':
      if (price === null) return join("waits for the coin's first trade", coinWords(coin));
      return join('arms at the next trade', `then ${firesAt(rule.condition, price)}`, ...where(rule.condition, coin));
    case 'active':
      return join(firesWhen(rule.condition, state.side), ...where(rule.condition, coin));
    case 'paused':
      return 'paused';
    case 'triggered':
      return lastTrigger ? firedOn(lastTrigger) : 'fired';
    case 'expired':
      return 'expired without firing';
    case 'faulty':
      return `faulty: ${state.fault}`;
  }
}

/** An alert that is not armed yet has no side of its own: it will take that of the price. */
function firesAt(condition: Condition, price: string): string {
  return firesWhen(condition, sideOf(Number(price), Number(condition.level)));
}

function firesWhen({ op, level }: Condition, side: Side): string {
  const at = groupThousands(level);
  const rises = `fires when the price rises to ${at} or above`;
  const falls = `fires when the price falls to ${at} or below`;
  switch (op) {
    case 'above':
      return side === 'below' ? rises : `fires, since the price is at ${at} or above`;
    case 'below':
      return side === 'above' ? falls : `fires, since the price is at ${at} or below`;
    case 'crosses-above':
      return side !== 'below' ? `waits until the price is below ${at}, then ${rises}` : rises;
    case 'crosses-below':
      return side !== 'above' ? `waits until the price is above ${at}, then ${falls}` : falls;
    case 'crosses':
      if (side === 'below') return rises;
      if (side === 'above') return falls;
      return `fires when the price crosses ${at}`;
  }
}

function where({ level }: Condition, coin: ObservedCoin | null): string[] {
  if (!coin) return ['the coin is not being watched'];
  if (!coin.price) return [coinWords(coin)];
  return [`now ${groupThousands(coin.price)}`, `${distancePercent(coin.price, level)} % away`, coinWords(coin)];
}

/** How far the price must move to reach the level, in percent of the price. */
function distancePercent(price: string, level: string): string {
  const percent = Math.abs(Number(level) / Number(price) - 1) * 100;
  return groupThousands(percent.toFixed(2));
}

function firedOn({ trade, feed }: Fire): string {
  const at = new Date(trade.time).toISOString();
  const suffix = feed === 'simulator' ? ' (simulator)' : '';
  return `fired on ${at} at ${groupThousands(trade.price)} by trade ${trade.id}${suffix}`;
}

function coinWords(coin: ObservedCoin | null): string {
  return coin ? COIN_WORDS[coin.state] : '';
}

function join(...parts: string[]): string {
  return parts.filter((part) => part !== '').join('; ');
}
