import { MAX_WEBHOOKS } from '../../../domain/channels/webhook.ts';
import { MAX_GROUPS } from '../../../domain/groups/group.ts';
import { groupThousands } from '../../../domain/market/decimal.ts';
import { type Limits, maxCoinsOf } from '../../../domain/people/limits.ts';
import { Problem } from '../http/problem.ts';
import type { Claim, Claimer } from './claim.ts';
import { MAX_FOLLOWED_COINS } from './usage.ts';
import { coinOfArmed } from './usage-keys.ts';

/** A count that leaves no room for a request. `waitMs`: it may do so after that time; 0: only once something else gives room. */
export interface FullCount {
  readonly name: string;
  /** of table `people`, that holds the count */
  readonly item: string;
  readonly waitMs: number;
}

/** Changes of one person that are to be written together. */
export interface Claimed {
  readonly claimer: Claimer;
  readonly claims: readonly Claim[];
}

/**
 * Says what does not fit, and what gives room. 429 when only armed alerts leave none and can't be counted again yet: fires may have
 * made room that the count does not know of.
 */
export function overLimit(full: readonly FullCount[], { claimer, claims }: Claimed, limits: Limits): Problem {
  if (full.some(({ name }) => name === 'followed')) return tooManyFollowed(claims);
  const refused = full.map((one) => ({ ...one, message: messageOf(one, claimer, limits) }));
  const mayPass = full.every(({ name, waitMs }) => name === 'armed' && waitMs > 0);
  const waitS = secondsOf(Math.max(...full.map(({ waitMs }) => waitMs)));
  return new Problem({
    status: mayPass ? 429 : 422,
    title: 'Limit reached',
    detail: refused.map(({ message }) => `This ${message}.`).join(' '),
    errors: refused.flatMap(({ message, ...one }) => pathsOf(one, claims).map((path) => ({ path, message }))),
    ...(waitS > 0 && { headers: { 'retry-after': String(waitS) } }),
  });
}

/** Of the fields that ask for more of what is full. */
function pathsOf({ name, item }: FullCount, claims: readonly Claim[]): string[] {
  return claims.flatMap(({ at, fields, alerts = 0, armed, follows, webhooks, groups }) => {
    const isArming = armed && armed.add > 0 && armed.symbol === coinOfArmed(item);
    const takes: Record<string, unknown> = {
      alerts: alerts > 0,
      armed: isArming,
      coins: follows,
      webhooks: webhooks?.add?.[0],
      groups: groups?.add?.[0],
    };
    return takes[name] ? (fields?.[name] ?? ['']).map((field) => [at, field].filter(Boolean).join('.')) : [];
  });
}

function messageOf({ name, item, waitMs }: FullCount, { isAdmin }: Claimer, limits: Limits): string {
  const again = waitMs > 0 ? `, or try again in ${secondsOf(waitMs)} s: it may pass then` : '';
  switch (name) {
    case 'armed': {
      const what = `armed alerts of yours on ${coinOfArmed(item)}`;
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
    case 'groups':
      return `would be one of more than ${spell(MAX_GROUPS)} groups of yours: delete one first`;
    default:
      return `would be one of more than ${spell(limits.maxAlerts)} alerts of yours: delete one first`;
  }
}

function tooManyFollowed(claims: readonly Claim[]): Problem {
  const coins = new Set(claims.flatMap(({ follows }) => follows ?? []));
  return new Problem({
    status: 409,
    title: 'Too many coins',
    detail: `${spell(MAX_FOLLOWED_COINS)} coins are followed, which is the most; ${[...coins].join(', ')} can be followed once an admin lets another one go.`,
  });
}

function secondsOf(ms: number): number {
  return Math.ceil(ms / 1_000);
}

function spell(count: number): string {
  return groupThousands(String(count));
}
