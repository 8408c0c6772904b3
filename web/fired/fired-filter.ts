import type { TriggerView } from '../../contract/trigger-view.ts';
import { zonedInstant } from '../format/zoned-input.ts';
import { type DeliveryState, isDeliveryState } from './describe-delivery.ts';

/** What the list of fires shows. The address keeps it. Days are those of the person's zone, `2026-11-22`, both inclusive. */
export interface FiredFilter {
  readonly coin: string | null;
  readonly state: DeliveryState | null;
  readonly from: string | null;
  readonly to: string | null;
}

export const NO_FIRED_FILTER: FiredFilter = { coin: null, state: null, from: null, to: null };

const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What is unknown in an address, or no day, counts as not given. */
export function readFiredFilter(query: URLSearchParams): FiredFilter {
  const state = query.get('state');
  return {
    coin: query.get('coin')?.toUpperCase() || null,
    state: isDeliveryState(state) ? state : null,
    from: dayIn(query.get('from')),
    to: dayIn(query.get('to')),
  };
}

function dayIn(text: string | null): string | null {
  if (text === null || !DAY.test(text)) return null;
  const at = Date.parse(`${text}T00:00:00Z`);
  // `2026-02-30` is no day
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text) ? text : null;
}

export function writeFiredFilter({ coin, state, from, to }: FiredFilter): Record<string, string | null> {
  return { coin, state, from, to };
}

export function isFiredFiltered(filter: FiredFilter): boolean {
  return Object.values(filter).some((value) => value !== null);
}

export interface FiredQuery {
  readonly symbol: string | undefined;
  readonly state: DeliveryState | undefined;
  /** inclusive, and exclusive; ISO 8601 UTC */
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** The query of `GET /api/triggers` that reads what the filter shows. `timeZone`: an IANA name. */
export function firedQuery({ coin, state, from, to }: FiredFilter, timeZone: string): FiredQuery {
  return {
    symbol: coin ?? undefined,
    state: state ?? undefined,
    from: startOfDay(from, timeZone),
    to: startOfDay(to && dayAfter(to), timeZone),
  };
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}

/** The instant at which a day begins on the clocks of a zone. */
function startOfDay(day: string | null, timeZone: string): string | undefined {
  return (day && zonedInstant(`${day}T00:00`, timeZone)) ?? undefined;
}

/** Whether a fire that has just come belongs to the list that is shown. */
export function keepsFire({ symbol, state, from, to }: FiredQuery): (trigger: TriggerView) => boolean {
  return (trigger) => {
    const at = trigger.hops.evaluatedAt;
    if (symbol !== undefined && trigger.symbol !== symbol) return false;
    if (state !== undefined && !trigger.deliveries.some((delivery) => delivery.state === state)) return false;
    return (from === undefined || at >= from) && (to === undefined || at < to);
  };
}
