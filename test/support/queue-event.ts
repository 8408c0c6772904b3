import type { SQSEvent, SQSRecord } from 'aws-lambda';

/** The other fields of an SQS record; our code reads none of them. */
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

/** A batch with these bodies and the ids `m0`, `m1`, … */
export function buildQueueEvent(bodies: readonly string[]): SQSEvent {
  return { Records: bodies.map((body, i) => ({ ...SQS_RECORD, messageId: `m${i}`, body })) };
}
