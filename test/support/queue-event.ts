import type { SQSEvent, SQSRecord } from 'aws-lambda';

/** What a record of SQS has beside its id and body; nothing of ours reads it. */
export const SQS_RECORD: Omit<SQSRecord, 'messageId' | 'body'> = {
  receiptHandle: 'r',
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '1',
    SenderId: '1',
    ApproximateFirstReceiveTimestamp: '1',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: '',
  awsRegion: 'eu-west-1',
};

/** A batch of these bodies; their ids are `m0`, `m1`, … */
export function buildQueueEvent(bodies: readonly string[]): SQSEvent {
  return { Records: bodies.map((body, i) => ({ ...SQS_RECORD, messageId: `m${i}`, body })) };
}
