import { randomUUID } from 'node:crypto';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { functionArn } from '../template/gateway-types.ts';
import type { StreamMappingPlan } from '../template/plan.ts';
import type { Dropped } from './settle-batch.ts';
import type { StreamRecord, StreamSource } from './stream-source.ts';

export interface Drop {
  readonly plan: Pick<StreamMappingPlan, 'functionName'>;
  readonly source: Pick<StreamSource, 'arn' | 'batchInfoName'>;
  readonly shardId: string;
  readonly dropped: Dropped<StreamRecord>;
  /** ms since the epoch */
  readonly now: number;
}

/** The message that Lambda sends to an on-failure queue: the position of the records in the stream, without their content. */
export function describeDrop({ plan, source, shardId, dropped, now }: Drop) {
  const first = dropped.records[0];
  const last = dropped.records.at(-1);
  const iso = (ms: number | undefined) => new Date(ms ?? now).toISOString();
  return {
    requestContext: {
      requestId: randomUUID(),
      functionArn: functionArn(plan.functionName),
      condition: dropped.reason,
      approximateInvokeCount: dropped.invocations,
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    version: '1.0',
    timestamp: iso(now),
    [source.batchInfoName]: {
      shardId,
      startSequenceNumber: first?.sequenceNumber,
      endSequenceNumber: last?.sequenceNumber,
      approximateArrivalOfFirstRecord: iso(first?.arrivedAt),
      approximateArrivalOfLastRecord: iso(last?.arrivedAt),
      batchSize: dropped.records.length,
      streamArn: source.arn,
    },
  };
}

export async function sendDropNotice(client: SQSClient, queueUrl: string, drop: Drop): Promise<void> {
  await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(describeDrop(drop)) }));
}
