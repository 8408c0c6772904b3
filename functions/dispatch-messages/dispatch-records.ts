import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { type BatchResponse, processEach } from '../../adapters/batch.ts';
import { errorFields, type Log } from '../../adapters/log.ts';
import type { Outbox } from '../../adapters/queues/outbox.ts';
import type { QuarantineQueue } from '../../adapters/queues/quarantine-queue.ts';
import { type AlertChange, AlertItemError, readAlertChange } from '../../adapters/streams/alert-changes.ts';
import { channelKey } from '../../domain/channels/channel.ts';
import { queuedDelivery } from '../../domain/messages/delivery.ts';
import type { Message } from '../../domain/messages/message.ts';
import { type NoticeContent, noticeId, noticeName } from '../../domain/messages/notice.ts';

/** Messages may be dispatched in any order: only an alert's writes need theirs, and those are made already. */
const MAX_DISPATCHES_AT_ONCE = 10;

export interface DispatchRecordsDeps {
  readonly outbox: Outbox;
  readonly quarantineQueue: QuarantineQueue;
  readonly log: Log;
  /** own clock, ms */
  readonly now: () => number;
}

/**
 * Reads fires, expiries and pauses by the system from the alerts stream. Each becomes a row of the delivery log and one job
 * a channel. Running it again changes nothing: the row stays, and a second job finds its delivery done.
 */
export function dispatchRecords(event: DynamoDBStreamEvent, deps: DispatchRecordsDeps): Promise<BatchResponse> {
  // the stream continues with the first of those that failed
  return processEach(event.Records, {
    maxAtOnce: MAX_DISPATCHES_AT_ONCE,
    process: (record) => dispatchRecord(record, deps),
    onFailure: (error, { id }) =>
      deps.log.error('dispatch failed, will be tried again', { record: id, ...errorFields(error) }),
  });
}

async function dispatchRecord(record: DynamoDBRecord, deps: DispatchRecordsDeps): Promise<void> {
  try {
    const change = readAlertChange(record);
    if (change) await dispatch(change, deps);
  } catch (error) {
    const isQuarantined = error instanceof AlertItemError && (await tryQuarantine(record, error, deps));
    if (!isQuarantined) throw error;
  }
}

async function dispatch(change: AlertChange, { outbox, log, now }: DispatchRecordsDeps): Promise<void> {
  const message = messageOf(change, now());
  await outbox.put(message);
  log.info('message dispatched', { messageId: message.id, channels: Object.keys(message.deliveries) });
}

function messageOf(change: AlertChange, at: number): Message {
  const keys = change.channels.map(channelKey);
  const deliveries = Object.fromEntries(keys.map((key) => [key, queuedDelivery(key, at)]));
  if (change.kind === 'fired') {
    const { kind: _, id: alertId, lastTrigger, ...fired } = change;
    return { ...fired, ...lastTrigger, alertId, deliveries, dispatchedAt: at };
  }
  const { owner: person } = change;
  const content = noticeOf(change);
  return { id: noticeId(person, noticeName(content, at)), person, at, content, deliveries };
}

function noticeOf(change: Exclude<AlertChange, { kind: 'fired' }>): NoticeContent {
  const { id: alertId, symbol, quote, rule, note } = change;
  const alert = { symbol, quote, alertId, rule, note };
  if (change.kind === 'paused') return { kind: 'alert-paused', ...alert, because: change.because };
  return { kind: 'alert-expired', ...alert, expiresAt: change.expiresAt };
}

async function tryQuarantine(
  record: DynamoDBRecord,
  unreadable: AlertItemError,
  deps: DispatchRecordsDeps,
): Promise<boolean> {
  const about = { source: record.eventSourceARN ?? 'alerts', record: record.dynamodb?.SequenceNumber ?? '' };
  try {
    await deps.quarantineQueue.quarantine({
      ...about,
      reason: unreadable.message,
      content: JSON.stringify(record.dynamodb),
    });
    deps.log.error('change of an alert can not be read, quarantined', { ...about, fault: unreadable.message });
    return true;
  } catch (error) {
    deps.log.error('could not be quarantined', { ...about, ...errorFields(error) });
    return false;
  }
}
