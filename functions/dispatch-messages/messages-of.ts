import type { AlertChange } from '../../adapters/streams/alert-changes.ts';
import { channelKey } from '../../domain/channels/channel.ts';
import { type Delivery, queuedDelivery, suppressedDelivery } from '../../domain/messages/delivery.ts';
import type { Message } from '../../domain/messages/message.ts';
import { type Notice, type NoticeContent, noticeId, noticeName } from '../../domain/messages/notice.ts';
import type { Trigger } from '../../domain/messages/trigger.ts';
import type { Mute } from './find-mute.ts';

type Fired = Extract<AlertChange, { kind: 'fired' }>;

/** The trigger of a fire. `why`: none of its deliveries is tried; null: each is. `at`: own clock, ms */
export function triggerOf(fired: Fired, why: string | null, at: number): Trigger {
  const { kind: _, firedBefore: __, group: ___, id: alertId, lastTrigger, ...alert } = fired;
  const deliveries = deliveriesOf(fired, (channel) =>
    why === null ? queuedDelivery(channel, at) : suppressedDelivery(channel, at, why),
  );
  return { ...alert, ...lastTrigger, alertId, deliveries, dispatchedAt: at };
}

/** The notice of an expiry or a pause, or that the fire's alert is muted. `at`: own clock, ms */
export function noticeOf(change: AlertChange, content: NoticeContent, at: number): Notice {
  const { owner: person } = change;
  const deliveries = deliveriesOf(change, (channel) => queuedDelivery(channel, at));
  return { id: noticeId(person, noticeName(content, at)), person, at, content, deliveries };
}

export function contentOf(change: Exclude<AlertChange, Fired>): NoticeContent {
  if (change.kind === 'paused') return { kind: 'alert-paused', ...alertIn(change), because: change.because };
  return { kind: 'alert-expired', ...alertIn(change), expiresAt: change.expiresAt };
}

export function mutedContentOf(fired: Fired, { countedFrom, maxFiresPerHour, until }: Mute): NoticeContent {
  return { kind: 'alert-muted', ...alertIn(fired), countedFrom, maxFiresPerHour, until };
}

function alertIn({ id: alertId, symbol, quote, rule, name, note }: AlertChange) {
  return { symbol, quote, alertId, rule, name, note };
}

function deliveriesOf({ channels }: AlertChange, deliveryBy: (channel: string) => Delivery): Message['deliveries'] {
  return Object.fromEntries(channels.map(channelKey).map((key) => [key, deliveryBy(key)]));
}

export function formatMute({ until, maxFiresPerHour }: Mute): string {
  return `muted until ${new Date(until).toISOString()}: its alert had fired ${maxFiresPerHour} times within the hour`;
}

/** `sent`: id of the fire that is sent in its place */
export function formatGroupFire(sent: string): string {
  return `its group fires once, and had fired already: ${sent}`;
}
