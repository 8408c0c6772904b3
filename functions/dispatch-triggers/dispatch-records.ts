import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import pMap from 'p-map';
import type { DeliveryOrder, Trigger } from '../../domain/trigger.ts';
import { type FiredAlert, FireFault, fireOf } from '../adapters/fired-alert.ts';
import { errorFields, type Log } from '../adapters/log.ts';
import type { SetAsideQueue } from '../adapters/set-aside-queue.ts';

/** Triggers do not depend on each other's order, only an alert's writes do, and those are made already. */
const MAX_DISPATCHES_AT_ONCE = 10;

export interface DispatchRecordsNeeds {
  readonly triggers: { add(trigger: Trigger): Promise<void> };
  readonly deliveries: { order(order: DeliveryOrder): Promise<void> };
  readonly setAsideQueue: SetAsideQueue;
  readonly log: Log;
  /** own clock, ms */
  readonly now: () => number;
}

/**
 * Takes fires from the alerts stream: each becomes a row of table `triggers` and one delivery order a channel. Done
 * again it changes nothing: the row stays, and a second order finds its delivery made.
 */
export async function dispatchRecords(
  event: DynamoDBStreamEvent,
  needs: DispatchRecordsNeeds,
): Promise<DynamoDBBatchResponse> {
  const failed = await pMap(event.Records, (record) => tryDispatch(record, needs), {
    concurrency: MAX_DISPATCHES_AT_ONCE,
  });
  // the stream goes back to the lowest one named
  return { batchItemFailures: failed.flatMap((itemIdentifier) => (itemIdentifier ? [{ itemIdentifier }] : [])) };
}

/** The record's sequence number when it must be delivered again; null when it is done. */
async function tryDispatch(record: DynamoDBRecord, needs: DispatchRecordsNeeds): Promise<string | null> {
  const sequenceNumber = record.dynamodb?.SequenceNumber ?? '';
  try {
    const fired = fireOf(record);
    if (fired) await dispatch(fired, needs);
    return null;
  } catch (error) {
    if (error instanceof FireFault && (await trySetAside(record, error, needs))) return null;
    needs.log.error('dispatch failed, will be tried again', { record: sequenceNumber, ...errorFields(error) });
    return sequenceNumber;
  }
}

async function dispatch({ lastTrigger, ...fired }: FiredAlert, needs: DispatchRecordsNeeds): Promise<void> {
  const { id: alertId, symbol, owner, rule, note, channels } = fired;
  const at = needs.now();
  const queued = { state: 'queued', at, detail: null, attempts: 0, claimedUntil: null } as const;
  const deliveries = Object.fromEntries(channels.map(({ type }) => [type, { channel: type, ...queued }]));
  await needs.triggers.add({
    ...lastTrigger,
    ...{ alertId, symbol, owner, rule, note, channels, deliveries },
    dispatchedAt: at,
  });
  for (const channel of Object.keys(deliveries)) {
    await needs.deliveries.order({ triggerId: lastTrigger.id, channel });
  }
  needs.log.info('trigger dispatched', { triggerId: lastTrigger.id, channels: Object.keys(deliveries) });
}

async function trySetAside(record: DynamoDBRecord, fault: FireFault, needs: DispatchRecordsNeeds): Promise<boolean> {
  const about = { source: record.eventSourceARN ?? 'alerts', record: record.dynamodb?.SequenceNumber ?? '' };
  try {
    await needs.setAsideQueue.setAside({ ...about, reason: fault.message, content: JSON.stringify(record.dynamodb) });
    needs.log.error('change of an alert tells no fire, set aside', { ...about, fault: fault.message });
    return true;
  } catch (error) {
    needs.log.error('could not set aside', { ...about, ...errorFields(error) });
    return false;
  }
}
