import * as z from 'zod';

const queueUrl = z.string().min(1);

export const environmentSchema = z.object({
  TRIGGERS_TABLE: z.string().min(1),
  MAILS_QUEUE_URL: queueUrl,
  MAILS_DEAD_QUEUE_URL: queueUrl,
  WEBHOOKS_QUEUE_URL: queueUrl,
  WEBHOOKS_DEAD_QUEUE_URL: queueUrl,
  MAIL_EVENTS_QUEUE_URL: queueUrl,
  MAIL_EVENTS_DEAD_QUEUE_URL: queueUrl,
  SET_ASIDE_QUEUE_URL: queueUrl,
});
export type Environment = z.infer<typeof environmentSchema>;

/** The queues by their names in docs/tables.md. */
export function queuesOf(environment: Environment) {
  return [
    { name: 'mails', url: environment.MAILS_QUEUE_URL, deadUrl: environment.MAILS_DEAD_QUEUE_URL },
    { name: 'webhooks', url: environment.WEBHOOKS_QUEUE_URL, deadUrl: environment.WEBHOOKS_DEAD_QUEUE_URL },
    { name: 'mail-events', url: environment.MAIL_EVENTS_QUEUE_URL, deadUrl: environment.MAIL_EVENTS_DEAD_QUEUE_URL },
    // what can't be read waits there for people: it has no dead letters
    { name: 'quarantine', url: environment.SET_ASIDE_QUEUE_URL, deadUrl: null },
  ] as const;
}
