import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import pMap from 'p-map';
import * as z from 'zod';
import { type BatchResponse, processInOrder } from '../../adapters/batch.ts';
import type { ArmedAlerts } from '../../adapters/dynamodb/alerts/armed-alerts.ts';
import type { NotifiedPerson, NotifiedPersons } from '../../adapters/dynamodb/messages/notified-persons.ts';
import { firstIssue } from '../../adapters/first-issue.ts';
import { errorFields, type Log } from '../../adapters/log.ts';
import type { Outbox } from '../../adapters/queues/outbox.ts';
import type { QuarantineQueue } from '../../adapters/queues/quarantine-queue.ts';
import { imageOf } from '../../adapters/streams/stream-image.ts';
import { channelKey } from '../../domain/channels/channel.ts';
import type { WantedCoin } from '../../domain/market/coin.ts';
import { type Outage, outageSchema } from '../../domain/market/outage.ts';
import { queuedDelivery } from '../../domain/messages/delivery.ts';
import { type Notice, type NoticeContent, noticeId, noticeName } from '../../domain/messages/notice.ts';

const MAX_NOTICES_AT_ONCE = 10;

export interface NotifyOutagesDeps {
  readonly coins: { get(symbol: string): Promise<WantedCoin | null> };
  readonly alerts: ArmedAlerts;
  readonly notified: NotifiedPersons;
  readonly outbox: Outbox;
  readonly quarantineQueue: QuarantineQueue;
  readonly log: Log;
  /** own clock, ms */
  readonly now: () => number;
}

/**
 * Reads outages from the market table's stream, as they begin and as they end (docs/decisions/0011), and notifies each owner
 * of an armed alert on the coin once. Running it again changes nothing. In order: an end comes after its beginning.
 */
export function notifyOutages(event: DynamoDBStreamEvent, deps: NotifyOutagesDeps): Promise<BatchResponse> {
  return processInOrder(event.Records, {
    log: deps.log,
    process: (record) => notifyOf(record, deps),
    onFailure: (error, { id }) =>
      deps.log.error('notices of an outage failed, will be tried again', { record: id, ...errorFields(error) }),
  });
}

/** An outage that can't be read, or whose coin can't, goes into quarantine: no other outage waits behind it. */
async function notifyOf(record: DynamoDBRecord, deps: NotifyOutagesDeps): Promise<void> {
  const image = imageOf(record.dynamodb?.NewImage);
  if (!image) return; // an item that was removed
  try {
    await notifyPersons(outageSchema.parse(image), deps);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const reason = firstIssue(error, 'outage');
    const about = { source: record.eventSourceARN ?? 'market', record: record.dynamodb?.SequenceNumber ?? '' };
    await deps.quarantineQueue.quarantine({ ...about, reason, content: JSON.stringify(record.dynamodb) });
    deps.log.error('outage can not be read, quarantined', { ...about, fault: reason });
  }
}

async function notifyPersons(outage: Outage, deps: NotifyOutagesDeps): Promise<void> {
  const isEnd = outage.endedAt !== null;
  const persons = isEnd ? await deps.notified.list(outage) : await ownersOf(outage, deps);
  const notifyOne = async ({ person, channels }: NotifiedPerson) => {
    const at = deps.now();
    if (!isEnd) await deps.notified.add(outage, { person, channels }, at); // before the notice: a person who gets it must also get the notice of the end
    await deps.outbox.put(noticeOf({ person, channels, outage, at }));
  };
  // an error with one person must not stop the notices of the others
  await pMap(persons, notifyOne, { concurrency: MAX_NOTICES_AT_ONCE, stopOnError: false });
  deps.log.info('outage notified', { symbol: outage.symbol, since: outage.since, isEnd, persons: persons.length });
}

/** The owners of armed alerts on the coin, each with all channels of those alerts. */
async function ownersOf({ symbol }: Outage, { coins, alerts }: NotifyOutagesDeps): Promise<NotifiedPerson[]> {
  const coin = await coins.get(symbol);
  if (!coin) return [];
  const owners = new Map<string, Set<string>>();
  for (const { owner, channels } of await alerts.ofCoin({ symbol, shards: coin.book.shards })) {
    const known = owners.get(owner) ?? new Set();
    for (const channel of channels) known.add(channelKey(channel));
    owners.set(owner, known);
  }
  return [...owners].map(([person, channels]) => ({ person, channels: [...channels] }));
}

interface NoticeFacts extends NotifiedPerson {
  readonly outage: Outage;
  readonly at: number;
}

function noticeOf({ person, channels, outage, at }: NoticeFacts): Notice {
  const kind = outage.endedAt !== null ? 'coin-back' : outage.cause === 'unseen' ? 'coin-dark' : 'coin-halted';
  const content: NoticeContent = { kind, symbol: outage.symbol, outage };
  const deliveries = Object.fromEntries(channels.map((channel) => [channel, queuedDelivery(channel, at)]));
  return { id: noticeId(person, noticeName(content, at)), person, at, content, deliveries };
}
