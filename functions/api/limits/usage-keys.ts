import type { CountKey } from '../../../adapters/dynamodb/people/count-table.ts';
import { SERVICE_PERSON } from '../../../domain/people/service-person.ts';

const USAGE = 'usage';
const ARMED_PREFIX = `${USAGE}#`;

/** `alerts`; `coins` that the person brought in; `webhooks`; `groups`. */
export function usageKey(person: string): CountKey {
  return { person, item: USAGE };
}

/** `armed`: at least as many alerts of the person on this coin as a trade could fire. A fire does not change it. */
export function armedKey(person: string, symbol: string): CountKey {
  return { person, item: `${ARMED_PREFIX}${symbol}` };
}

/** The coin of such an item; null of another. */
export function coinOfArmed(item: string): string | null {
  return item.startsWith(ARMED_PREFIX) ? item.slice(ARMED_PREFIX.length) : null;
}

/** `followed`: coins of all persons together. */
export const FOLLOWED_KEY: CountKey = { person: SERVICE_PERSON, item: 'followed-coins' };
