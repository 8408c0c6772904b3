import type { AlertHour, FireHours } from '../../adapters/dynamodb/messages/fire-hours.ts';
import type { AlertChange } from '../../adapters/streams/alert-changes.ts';
import { type CountStarts, endOfHour, hourOf, isFirstOfHour, judgeFire } from '../../domain/messages/fire-hour.ts';
import { firedAt } from '../../domain/messages/trigger.ts';

export interface FindMuteDeps {
  readonly fireHours: Pick<FireHours, 'count'>;
  readonly maxFiresPerHour: number;
  /** own clock, ms */
  readonly now: () => number;
}

/** Why a fire is not sent. */
export interface Mute {
  readonly maxFiresPerHour: number;
  /** sequence of the fire from which the fires of the hour are counted: it names the mute */
  readonly countedFrom: number;
  /** ms */
  readonly until: number;
  /** no fire before it in the batch was muted by the same mute */
  readonly isFirst: boolean;
}

export type FindMute = (fired: Extract<AlertChange, { kind: 'fired' }>) => Promise<Mute | null>;

/**
 * Finds which fires of one batch are muted; null for one that is sent. An hour's first fire costs nothing. All others of an alert
 * share one look into the table, made with the first of them: a storm of one alert costs one write a batch.
 */
export function createFindMute({ fireHours, maxFiresPerHour, now }: FindMuteDeps): FindMute {
  const counted = new Map<string, Promise<CountStarts>>();
  const mutes = new Set<string>();

  async function startsOf(alertHour: AlertHour, sequence: number): Promise<CountStarts> {
    const key = `${alertHour.alertId} ${alertHour.hour}`;
    const known = counted.get(key);
    const [first = Infinity] = known ? await known : [];
    if (known && first <= sequence) return known;
    const found = fireHours.count(alertHour, sequence, now());
    counted.set(key, found);
    return found;
  }

  return async ({ id: alertId, owner: person, lastTrigger, firedBefore }) => {
    const { sequence } = lastTrigger;
    const instant = firedAt(lastTrigger);
    if (isFirstOfHour(instant, firedBefore)) return null;
    const hour = hourOf(instant);
    // the fire before is in the hour too: of all that say so, the lowest is the hour's first
    const starts = await startsOf({ person, alertId, hour }, sequence - 1);
    const { reason, start } = judgeFire(starts, sequence, maxFiresPerHour);
    if (reason === 'within-limit') return null;
    const name = `${alertId} ${start}`;
    const isFirst = !mutes.has(name);
    mutes.add(name);
    return { maxFiresPerHour, countedFrom: start, until: endOfHour(hour), isFirst };
  };
}
