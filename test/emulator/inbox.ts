import * as z from 'zod';
import type { Emulator } from './emulator.ts';

const inboxSchema = z.object({
  messages: z.record(
    z.string(),
    z.array(z.object({ Source: z.string(), To: z.array(z.string()), Subject: z.string(), BodyText: z.string() })),
  ),
});

export interface Mail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** All mails that the emulator's SES accepted, oldest first. */
export async function readInbox({ url }: Emulator): Promise<Mail[]> {
  const response = await fetch(`${url}/_ministack/ses/messages`);
  const { messages } = inboxSchema.parse(await response.json());
  return Object.values(messages)
    .flat()
    .map(({ Source, To, Subject, BodyText }) => ({ from: Source, to: To.join(), subject: Subject, text: BodyText }));
}
