import * as z from 'zod';
import type { Json } from '../../../local/json.ts';

/** A mapping of the source to the function `Fn`, as a template has it. */
export function mappingOf(source: Json, properties: Record<string, unknown> = {}) {
  return {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: source,
      FunctionName: 'Fn',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ...properties,
    },
  };
}

const kinesisEvent = z.object({
  Records: z.array(
    z.object({
      eventSource: z.literal('aws:kinesis'),
      eventID: z.string(),
      eventSourceARN: z.string(),
      kinesis: z.object({ data: z.base64(), sequenceNumber: z.string(), partitionKey: z.string() }),
    }),
  ),
});
/** The data of the records of a Kinesis event. */
export const textsOf = (event: unknown) =>
  kinesisEvent.parse(event).Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString());
export const numbersOf = (event: unknown) => textsOf(event).map(Number);
