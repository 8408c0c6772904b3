import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** A message holds at most 256 KiB; longer content goes in numbered parts. */
const MAX_PART_CHARACTERS = 200_000;

export interface QuarantinedRecord {
  /** which stream or queue, and where in it */
  readonly source: string;
  readonly record: string;
  /** what is wrong with it, naming the field */
  readonly reason: string;
  /** the record itself, as it came */
  readonly content: string;
}

/** The queue of records that can't be read or judged. It keeps their content, so that nothing is lost. */
export function createQuarantineQueue(client: SQSClient, queueUrl: string) {
  return {
    async quarantine({ content, ...about }: QuarantinedRecord): Promise<void> {
      const parts = Math.max(1, Math.ceil(content.length / MAX_PART_CHARACTERS));
      for (let part = 0; part < parts; part += 1) {
        const slice = content.slice(part * MAX_PART_CHARACTERS, (part + 1) * MAX_PART_CHARACTERS);
        const body = { ...about, part: part + 1, parts, content: slice };
        await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(body) }));
      }
    },
  };
}

export type QuarantineQueue = ReturnType<typeof createQuarantineQueue>;
