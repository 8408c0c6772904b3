import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** A message holds at most 256 KiB; what is longer goes in numbered parts. */
const PART_CHARACTERS = 200_000;

export interface SetAside {
  /** which stream or queue, and where in it */
  readonly source: string;
  readonly record: string;
  /** what is wrong with it, naming the field */
  readonly reason: string;
  /** the record itself, as it came */
  readonly content: string;
}

/** The queue of records that can't be parsed. They are kept with their content, so that nothing is lost. */
export function createQuarantineQueue(client: SQSClient, queueUrl: string) {
  return {
    async quarantine({ content, ...about }: SetAside): Promise<void> {
      const parts = Math.max(1, Math.ceil(content.length / PART_CHARACTERS));
      for (let part = 0; part < parts; part += 1) {
        const slice = content.slice(part * PART_CHARACTERS, (part + 1) * PART_CHARACTERS);
        const body = { ...about, part: part + 1, parts, content: slice };
        await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(body) }));
      }
    },
  };
}

export type QuarantineQueue = ReturnType<typeof createQuarantineQueue>;
