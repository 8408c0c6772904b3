import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { type BatchResponse, processEach } from '../../adapters/batch.ts';
import { errorFields } from '../../adapters/log.ts';
import type { Outbox } from '../../adapters/queues/outbox.ts';
import type { QuarantineQueue } from '../../adapters/queues/quarantine-queue.ts';
import { type AlertChange, AlertItemError, readAlertChange } from '../../adapters/streams/alert-changes.ts';
import { readAlertNews } from '../../adapters/streams/alert-news.ts';
import { viewTrigger } from '../../contract/trigger-view.ts';
import { isNotice, type Message, sinceHappened } from '../../domain/messages/message.ts';
import { SERVICE_PERSON } from '../../domain/people/service-person.ts';
import { createFindMute, type FindMute, type FindMuteDeps } from './find-mute.ts';
import { createFiredGroups, type FiredGroups, type GroupFireDeps } from './fired-groups.ts';
import type { LiveNews } from './live-news.ts';
import { contentOf, formatGroupFire, formatMute, mutedContentOf, noticeOf, triggerOf } from './messages-of.ts';
import { type RecordCanaryDeps, recordCanary } from './record-canary.ts';

/** Messages may be dispatched in any order: only an alert's writes need theirs, and those are made already. */
const MAX_DISPATCHES_AT_ONCE = 10;

export interface DispatchRecordsDeps extends FindMuteDeps, GroupFireDeps, RecordCanaryDeps {
  readonly createNews: () => LiveNews;
  readonly outbox: Outbox;
  readonly quarantineQueue: QuarantineQueue;
}

type BatchDeps = DispatchRecordsDeps & {
  readonly findMute: FindMute;
  readonly firedGroups: FiredGroups;
  readonly news: LiveNews;
};

/**
 * Reads fires, expiries and pauses by the system from the alerts stream. Each becomes a row of the delivery log, and waits for the
 * senders of its channels. Running it again changes nothing: the row stays, and what is done does not wait again. Past its fires an
 * hour an alert is muted: its fires are still recorded, and it gets one notice (docs/decisions/0021). Of a group that fires once one fire
 * is sent, and the others are recorded (0026). Then open pages are shown what happened (0029).
 */
export async function dispatchRecords(event: DynamoDBStreamEvent, deps: DispatchRecordsDeps): Promise<BatchResponse> {
  const batchDeps = {
    ...deps,
    findMute: createFindMute(deps),
    firedGroups: createFiredGroups(deps),
    news: deps.createNews(),
  };
  // the stream continues with the first of those that failed
  const response = await processEach(event.Records, {
    maxAtOnce: MAX_DISPATCHES_AT_ONCE,
    log: deps.log,
    process: (record) => dispatchRecord(record, batchDeps),
    onFailure: (error, { id }) =>
      deps.log.error('dispatch failed, will be tried again', { record: id, ...errorFields(error) }),
  });
  await batchDeps.firedGroups.endOthers();
  await batchDeps.news.post();
  return response;
}

async function dispatchRecord(record: DynamoDBRecord, deps: BatchDeps): Promise<void> {
  try {
    const change = readAlertChange(record);
    if (change) await dispatch(change, deps);
    const alertNews = readAlertNews(record);
    if (alertNews) deps.news.add(alertNews.owner, alertNews.frame);
  } catch (error) {
    const isQuarantined = error instanceof AlertItemError && (await tryQuarantine(record, error, deps));
    if (!isQuarantined) throw error;
  }
}

async function dispatch(change: AlertChange, deps: BatchDeps): Promise<void> {
  const { outbox, log, now } = deps;
  if (change.owner === SERVICE_PERSON) return recordCanary(change, deps);
  for (const message of await messagesOf(change, deps)) {
    await outbox.put(message);
    if (!isNotice(message)) deps.news.add(message.owner, { type: 'trigger', trigger: viewTrigger(message) });
    const { id: messageId, deliveries } = message;
    const delayMs = sinceHappened(message, now());
    log.info('message dispatched', { messageId, channels: Object.keys(deliveries), delayMs });
  }
}

async function messagesOf(change: AlertChange, deps: BatchDeps): Promise<Message[]> {
  const at = deps.now();
  if (change.kind !== 'fired') return [noticeOf(change, contentOf(change), at)];
  const mute = await deps.findMute(change);
  // a fire that is muted takes the place of no other
  const sent = mute ? null : await deps.firedGroups.claim(change);
  const trigger = triggerOf(change, mute ? formatMute(mute) : sent && formatGroupFire(sent), at);
  // each batch puts it again: it is stored once, and no single lost record can cost it
  return mute?.isFirst ? [trigger, noticeOf(change, mutedContentOf(change, mute), at)] : [trigger];
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
