import * as z from 'zod';
import type { DeliveryEvent } from '../../domain/messages/next-delivery.ts';
import type { MailOff } from '../../domain/people/person.ts';
import { firstIssue } from '../first-issue.ts';

/** The SES tag with our id of the mail. SES writes it into every event of the mail. */
export const MAIL_TAG = 'pricebell-mail';
/** What another mail server says is kept up to this length. */
const MAX_DETAIL_LENGTH = 500;

/** What SES reports about a mail. */
export interface MailEvent {
  /** null: the mail is not ours */
  readonly mailId: string | null;
  /** SES's own id of the mail */
  readonly sesId: string;
  /** when SES accepted the mail, ms */
  readonly takenAt: number;
  /** when the reported event happened, ms; in whole seconds */
  readonly happenedAt: number;
  readonly state: Extract<DeliveryEvent, { kind: 'reported' }>['state'];
  readonly detail: string;
  /** why no further mail may go to the address; null when one may */
  readonly switchOff: Exclude<MailOff['reason'], 'unsubscribed'> | null;
}

/** A message of the queue that is not an event of a mail. Names the field. */
export class UnreadableEventError extends Error {
  override readonly name = 'UnreadableEventError';
}

const mailSchema = z.object({
  messageId: z.string().min(1),
  timestamp: z.iso.datetime({ offset: true }),
  tags: z.record(z.string(), z.array(z.string())).default({}),
});
const recipientSchema = z.object({ status: z.string().nullish(), diagnosticCode: z.string().nullish() });

/** The attributes in use, of those that SES writes. Source: "Contents of event data" of the SES developer guide. */
const detailSchema = z.discriminatedUnion('eventType', [
  z.object({ eventType: z.literal('Send'), mail: mailSchema }),
  z.object({ eventType: z.literal('Delivery'), mail: mailSchema }),
  z.object({
    eventType: z.literal('Bounce'),
    mail: mailSchema,
    bounce: z.object({
      bounceType: z.enum(['Permanent', 'Transient', 'Undetermined']),
      bounceSubType: z.string(),
      bouncedRecipients: z.array(recipientSchema),
    }),
  }),
  z.object({
    eventType: z.literal('Complaint'),
    mail: mailSchema,
    complaint: z.object({
      complaintFeedbackType: z.string().nullish(),
      complaintSubType: z.string().nullish(),
    }),
  }),
  z.object({ eventType: z.literal('Reject'), mail: mailSchema, reject: z.object({ reason: z.string() }) }),
  z.object({
    eventType: z.literal('Rendering Failure'),
    mail: mailSchema,
    failure: z.object({ errorMessage: z.string() }),
  }),
]);
type Detail = z.infer<typeof detailSchema>;

const eventSchema = z.object({ time: z.iso.datetime({ offset: true }), detail: detailSchema });

/** Reads an event of SES as EventBridge put it into the queue. @throws UnreadableEventError naming the field */
export function readMailEvent(body: string): MailEvent {
  const { data, error } = eventSchema.safeParse(parseJson(body));
  if (error) throw new UnreadableEventError(firstIssue(error, 'event'));
  const { mail } = data.detail;
  const { state, detail, switchOff = null } = meaningOf(data.detail);
  return {
    mailId: mail.tags[MAIL_TAG]?.[0] ?? null,
    sesId: mail.messageId,
    takenAt: Date.parse(mail.timestamp),
    happenedAt: Date.parse(data.time),
    state,
    detail: detail.slice(0, MAX_DETAIL_LENGTH),
    switchOff,
  };
}

type Meaning = Pick<MailEvent, 'state' | 'detail'> & Partial<Pick<MailEvent, 'switchOff'>>;

function meaningOf(event: Detail): Meaning {
  switch (event.eventType) {
    case 'Send':
      return { state: 'sent', detail: event.mail.messageId };
    case 'Delivery':
      return { state: 'delivered', detail: event.mail.messageId };
    case 'Bounce':
      return bounced(event.bounce);
    case 'Complaint': {
      const { complaintFeedbackType, complaintSubType } = event.complaint;
      const reasons = [complaintFeedbackType, complaintSubType].filter(Boolean).join(', ');
      return { state: 'complained', detail: reasons || 'marked as spam', switchOff: 'complained' };
    }
    case 'Reject':
      return { state: 'failed', detail: `SES rejected the mail: ${event.reject.reason}` };
    case 'Rendering Failure':
      return { state: 'failed', detail: `SES could not make the mail: ${event.failure.errorMessage}` };
  }
}

/** Only a permanent bounce means that the address is wrong: a full mailbox will be emptied. */
function bounced({ bounceType, bounceSubType, bouncedRecipients }: Extract<Detail, { eventType: 'Bounce' }>['bounce']) {
  const [first] = bouncedRecipients;
  const why = first?.diagnosticCode ?? first?.status;
  const detail = `${bounceType}, ${bounceSubType}${why ? `: ${why}` : ''}`;
  return { state: 'bounced', detail, switchOff: bounceType === 'Permanent' ? 'bounced' : null } as const;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableEventError('event: is not JSON');
  }
}
