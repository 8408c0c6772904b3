import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

/** Events of a mail come within days, complaints within weeks. Later ones are ignored. */
export const MAIL_LIFETIME_MS = 30 * 24 * 60 * 60 * 1_000;

const POSITION = 'mail';

const mailSchema = z.object({
  person: z.string().min(1),
  /** the address it was sent to, even if the person has another one by now */
  address: z.string().min(1),
  messageIds: z.array(z.string()).min(1),
  /** own clock, ms */
  sentAt: z.number().int(),
});

/** A mail that was sent or was about to be: who gets it, and its messages. */
export interface SentMail extends z.infer<typeof mailSchema> {
  /** our own id, which SES events carry as a tag */
  readonly id: string;
}

/** The mails in table `triggers`. An SES event of a mail finds the mail's deliveries here. */
export function createMailLog(client: DynamoDBDocumentClient, tableName: string) {
  return {
    /** Call this before the send, so that no event can come before it. */
    async add({ id, ...mail }: SentMail): Promise<void> {
      const expireAt = Math.ceil((mail.sentAt + MAIL_LIFETIME_MS) / 1_000);
      await client.send(new PutCommand({ TableName: tableName, Item: { ...keyOf(id), ...mail, expireAt } }));
    },

    /** Consistent; null when there is no such mail, or its record has expired. @throws ZodError when it can't be read */
    async read(mailId: string): Promise<SentMail | null> {
      const get = new GetCommand({ TableName: tableName, Key: keyOf(mailId), ConsistentRead: true });
      const { Item } = await client.send(get);
      return Item ? { id: mailId, ...mailSchema.parse(Item) } : null;
    },
  };
}

export type MailLog = ReturnType<typeof createMailLog>;

function keyOf(mailId: string): { alertId: string; position: string } {
  return { alertId: `mail#${mailId}`, position: POSITION };
}
