import * as z from 'zod';
import { pausedBecauseSchema } from '../alerts/alert.ts';
import { outageSchema } from '../market/outage.ts';
import { ruleSchema } from '../rules/rule-schema.ts';
import { deliverySchema } from './delivery.ts';

/** what its person calls the alert; notices of earlier versions do not say it */
const alertNameSchema = z.string().nullable().default(null);

const refusalFields = {
  webhookId: z.string(),
  host: z.string(),
  /** what its person calls the device; null: it is a webhook with an address */
  device: z.string().nullable().default(null),
  detail: z.string(),
  /** the title of the message that was not accepted; null when it was, though slowly */
  undelivered: z.string().nullable().default(null),
  /** where the receiver says that it has moved to */
  newAddress: z.string().nullable().default(null),
};

/** What a person is notified of besides triggers. Times in ms. */
const noticeContentSchema = z.discriminatedUnion('kind', [
  /** a coin on which they have armed alerts has not been seen for a while */
  z.object({ kind: z.literal('coin-dark'), symbol: z.string(), outage: outageSchema }),
  /** the exchange has halted such a coin, has delisted it, or refuses to send it; `outage.cause` says which */
  z.object({ kind: z.literal('coin-halted'), symbol: z.string(), outage: outageSchema }),
  /** it is seen again; `outage.rechecked` says how far what was missed has been judged */
  z.object({ kind: z.literal('coin-back'), symbol: z.string(), outage: outageSchema }),
  /** an alert came to its `expiresAt` without having fired for good */
  z.object({
    kind: z.literal('alert-expired'),
    symbol: z.string(),
    alertId: z.string(),
    /** null in notices of earlier versions */
    quote: z.string().nullable().default(null),
    rule: ruleSchema,
    name: alertNameSchema,
    note: z.string().nullable(),
    expiresAt: z.number().int(),
  }),
  /** a webhook has refused a message, for the first time since it worked or was switched on */
  z.object({ kind: z.literal('channel-refused'), ...refusalFields }),
  /** a webhook has been slow, or has not answered, several times in a row */
  z.object({ kind: z.literal('channel-slow'), ...refusalFields }),
  /** an alert was paused because its coin's name came back as another coin */
  z.object({
    kind: z.literal('alert-paused'),
    symbol: z.string(),
    quote: z.string().nullable().default(null),
    alertId: z.string(),
    rule: ruleSchema,
    name: alertNameSchema,
    note: z.string().nullable(),
    because: pausedBecauseSchema,
  }),
  /** an alert has fired too often within an hour: nothing is sent for it until the hour ends */
  z.object({
    kind: z.literal('alert-muted'),
    symbol: z.string(),
    alertId: z.string(),
    quote: z.string().nullable(),
    rule: ruleSchema,
    name: alertNameSchema,
    note: z.string().nullable(),
    /** the most fires that are sent in an hour */
    maxFiresPerHour: z.number().int(),
    /** sequence of the fire from which they were counted */
    countedFrom: z.number().int(),
    until: z.number().int(),
  }),
  /** a webhook was switched off */
  z.object({ kind: z.literal('channel-disabled'), ...refusalFields }),
]);
export type NoticeContent = z.infer<typeof noticeContentSchema>;

/** A row of table `triggers` that is not a trigger. */
export const noticeSchema = z.object({
  id: z.string(),
  person: z.string(),
  /** own clock, ms: when it was made */
  at: z.number().int(),
  content: noticeContentSchema,
  deliveries: z.record(z.string(), deliverySchema),
});
export type Notice = z.infer<typeof noticeSchema>;

/**
 * A name without `@` for what a notice is about: the same cause gets the same name, so that no person is notified twice. `at`
 * distinguishes one trouble of a webhook from a later one.
 */
export function noticeName(content: NoticeContent, at: number): string {
  switch (content.kind) {
    case 'coin-dark':
    case 'coin-halted':
    case 'coin-back':
      return `${content.kind}:${content.symbol}:${content.outage.since}`;
    case 'alert-expired':
      return `${content.kind}:${content.alertId}:${content.expiresAt}`;
    case 'alert-paused':
      return `${content.kind}:${content.alertId}:${content.because.first.time}`;
    case 'alert-muted':
      return `${content.kind}:${content.alertId}:${content.countedFrom}`;
    case 'channel-refused':
    case 'channel-slow':
    case 'channel-disabled':
      return `${content.kind}:${content.webhookId}:${at}`;
  }
}

const PREFIX = 'notice#';

export function noticeId(person: string, name: string): string {
  return `${PREFIX}${person}@${name}`;
}

export function isNoticeId(messageId: string): boolean {
  return messageId.startsWith(PREFIX);
}
