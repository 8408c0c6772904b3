import { MAX_WEBHOOKS } from '../../../domain/channels/webhook.ts';
import { groupThousands } from '../../../domain/market/decimal.ts';
import { type Limits, maxCoinsOf } from '../../../domain/people/limits.ts';
import { Problem } from '../http/problem.ts';
import type { Claim } from './claim.ts';
import { MAX_FOLLOWED_COINS } from './usage.ts';

/** A count that leaves no room for a request. `waitMs`: it may do so after that time; 0: only once something else gives room. */
export interface FullCount {
  readonly name: string;
  readonly waitMs: number;
}

/**
 * Says what does not fit, and what gives room. 429 when only armed alerts leave none and can't be counted again yet: fires may have
 * made room that the count does not know of.
 */
export function overLimit(full: readonly FullCount[], claim: Claim, limits: Limits): Problem {
  if (full.some(({ name }) => name === 'followed')) return tooManyFollowed(claim.follows ?? '');
  const refused = full.map((one) => ({ ...one, message: messageOf(one, claim, limits) }));
  const mayPass = full.every(({ name, waitMs }) => name === 'armed' && waitMs > 0);
  const waitS = secondsOf(Math.max(...full.map(({ waitMs }) => waitMs)));
  return new Problem({
    status: mayPass ? 429 : 422,
    title: 'Limit reached',
    detail: refused.map(({ message }) => `This ${message}.`).join(' '),
    errors: refused.flatMap(({ name, message }) => (claim.fields?.[name] ?? ['']).map((path) => ({ path, message }))),
    ...(waitS > 0 && { headers: { 'retry-after': String(waitS) } }),
  });
}

function messageOf({ name, waitMs }: FullCount, { armed, isAdmin }: Claim, limits: Limits): string {
  const again = waitMs > 0 ? `, or try again in ${secondsOf(waitMs)} s: it may pass then` : '';
  switch (name) {
    case 'armed': {
      const what = `armed alerts of yours on ${armed?.symbol}`;
      return `would be one of more than ${spell(limits.maxArmedPerCoin)} ${what}: pause or delete one first${again}`;
    }
    case 'coins': {
      const most = maxCoinsOf(limits, isAdmin ?? false);
      const room = 'choose one that is followed already, or ask an admin to let one of yours go';
      const ifAdmin = isAdmin === undefined ? '; an admin has more room when signed in' : '';
      return `would be one of more than ${spell(most)} coins that nobody followed before you: ${room}${ifAdmin}${again}`;
    }
    case 'webhooks':
      return `would be one of more than ${spell(MAX_WEBHOOKS)} webhooks of yours: remove one first`;
    default:
      return `would be one of more than ${spell(limits.maxAlerts)} alerts of yours: delete one first`;
  }
}

function tooManyFollowed(symbol: string): Problem {
  return new Problem({
    status: 409,
    title: 'Too many coins',
    detail: `${spell(MAX_FOLLOWED_COINS)} coins are followed, which is the most; ${symbol} can be followed once an admin lets another one go.`,
  });
}

function secondsOf(ms: number): number {
  return Math.ceil(ms / 1_000);
}

function spell(count: number): string {
  return groupThousands(String(count));
}
