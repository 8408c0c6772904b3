import type { SQSEvent } from 'aws-lambda';
import pMap from 'p-map';
import { type BatchResponse, processEach } from '../../adapters/batch.ts';
import { MAIL_LIFETIME_MS, type SentMail } from '../../adapters/dynamodb/messages/mail-log.ts';
import { errorFields, type Log } from '../../adapters/log.ts';
import { type MailEvent, readMailEvent } from '../../adapters/mail/read-mail-event.ts';
import { EMAIL_KEY } from '../../domain/channels/email-channel.ts';
import type { DeliveryJob } from '../../domain/messages/delivery-job.ts';
import type { DeliveryEvent } from '../../domain/messages/next-delivery.ts';
import type { MailOff } from '../../domain/people/person.ts';

/** A mail holds up to a hundred messages; each is a read and a write of the delivery log. */
const MAX_CHANGES_AT_ONCE = 10;

export interface RecordEventsDeps {
  readonly mails: { read(mailId: string): Promise<SentMail | null> };
  readonly deliveryLog: { change(job: DeliveryJob, event: DeliveryEvent): Promise<unknown> };
  readonly people: { switchMailOff(person: string, mailOff: MailOff): Promise<unknown> };
  readonly log: Log;
  /** own clock, ms */
  readonly now: () => number;
}

/** The mail of an event is not in the mail log, or not yet: the queue brings the event again. */
export class UnknownMailError extends Error {
  override readonly name = 'UnknownMailError';
}

/**
 * Records what SES reports about mails in the deliveries of their messages. Events may come twice and in any order: the delivery log
 * knows which report is the later one. An event that fails goes back alone, and in the end to the dead letters.
 */
export async function recordEvents(event: SQSEvent, deps: RecordEventsDeps): Promise<BatchResponse> {
  const counts = { recorded: 0, foreign: 0, forgotten: 0 };
  const response = await processEach(event.Records, {
    maxAtOnce: 1,
    log: deps.log,
    process: async ({ body }) => {
      const outcome = await recordEvent(readMailEvent(body), deps);
      counts[outcome] += 1;
    },
    onFailure: (error, { id }) =>
      deps.log.error('event of a mail not recorded, will be tried again', { job: id, ...errorFields(error) }),
  });
  deps.log.info('events of mails', { ...counts, failed: response.batchItemFailures.length });
  return response;
}

/**
 * - `foreign`: another sender in this account uses the same configuration set.
 * - `forgotten`: the mail is so old that its record has expired.
 */
async function recordEvent(event: MailEvent, deps: RecordEventsDeps): Promise<'recorded' | 'foreign' | 'forgotten'> {
  const { mailId, state, detail, switchOff, happenedAt } = event;
  if (mailId === null) return 'foreign';
  const mail = await deps.mails.read(mailId);
  const at = deps.now();
  if (!mail && event.takenAt < at - MAIL_LIFETIME_MS) return 'forgotten';
  if (!mail) throw new UnknownMailError(`mail ${mailId} (${event.sesId}) is not in the log`);
  // before the delivery log, which can wait while the next mail may leave any moment. With the event's own time: an event that
  // comes again must not undo what the person has done since
  if (switchOff) {
    await deps.people.switchMailOff(mail.person, { reason: switchOff, address: mail.address, at: happenedAt, detail });
    deps.log.warn('mail switched off', { person: mail.person, reason: switchOff, detail });
  }
  const reported: DeliveryEvent = { kind: 'reported', at, state, mailId, detail };
  const record = (messageId: string) => deps.deliveryLog.change({ messageId, channel: EMAIL_KEY }, reported);
  // an error with one message must not stop the others: an uncertain one would be sent again
  await pMap(mail.messageIds, record, { concurrency: MAX_CHANGES_AT_ONCE, stopOnError: false });
  return 'recorded';
}
