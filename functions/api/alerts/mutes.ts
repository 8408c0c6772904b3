import type { OwnedAlert } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import { endOfHour, hourOf, isMuted } from '../../../domain/messages/fire-hour.ts';
import { firedAt } from '../../../domain/messages/trigger.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { AlertNow } from './find-alert.ts';

export type MuteDeps = Pick<ApiDeps, 'fireHours' | 'limits'>;

/** The end of the alert's mute, exchange clock, ms; null when it is not muted. */
export async function readMute({ alert, market }: AlertNow, { fireHours, limits }: MuteDeps): Promise<number | null> {
  const hour = hourOf(market.exchangeNow);
  const limit = limits.maxFiresPerHour;
  if (!mayBeMuted(alert, hour, limit)) return null;
  const starts = await fireHours.read({ person: alert.owner, alertId: alert.id, hour });
  return isMuted(starts, alert.fires, limit) ? endOfHour(hour) : null;
}

export interface AlertsOf {
  readonly person: string;
  readonly alerts: readonly OwnedAlert[];
  /** exchange clock, ms */
  readonly now: number;
}

/** The same for alerts of one person: the end of the mute of each one that is muted, by id. One read at most, whatever their number. */
export async function readMutes(
  { person, alerts, now }: AlertsOf,
  { fireHours, limits }: MuteDeps,
): Promise<ReadonlyMap<string, number>> {
  const hour = hourOf(now);
  const limit = limits.maxFiresPerHour;
  const candidates = alerts.filter((alert) => mayBeMuted(alert, hour, limit));
  if (candidates.length === 0) return new Map();
  const starts = await fireHours.list({ person, hour });
  const muted = candidates.filter(({ id, fires }) => isMuted(starts.get(id) ?? [], fires, limit));
  return new Map(muted.map(({ id }) => [id, endOfHour(hour)]));
}

/** Only an alert that has fired in this hour, and often enough, is looked up. */
function mayBeMuted({ fires, lastTrigger }: OwnedAlert, hour: number, limit: number): boolean {
  return fires > limit && lastTrigger !== null && hourOf(firedAt(lastTrigger)) === hour;
}

/** Ends the mute of the alert; changes nothing when it is not muted. */
export async function endMute({ alert, market }: AlertNow, { fireHours, limits }: MuteDeps): Promise<void> {
  const { owner: person, id: alertId, fires } = alert;
  const hour = hourOf(market.exchangeNow);
  await fireHours.resume({ person, alertId, hour }, { fires, limit: limits.maxFiresPerHour });
}
