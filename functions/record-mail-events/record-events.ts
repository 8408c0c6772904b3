import type { SQSEvent } from 'aws-lambda';
import pMap from 'p-map';
import { type BatchResponse, processEach } from '../../adapters/batch.ts';
import { MAIL_LIFETIME_MS, type SentMail } from '../../adapters/dynamodb/messages/mail-log.ts';
import { errorFields, type Log } from '../../adapters/log.ts';
import { type MailEvent, readMailEvent } from '../../adapters/mail/read-mail-event.ts';
import type { DeliveryJob } from '../../domain/messages/delivery-job.ts';
import type { DeliveryEvent } from '../../domain/messages/next-delivery.ts';
import type { MailOff } from '../../domain/people/person.ts';

/** A mail tells up to a hundred messages; each is a read and a write of the delivery log. */
const MAX_CHANGES_AT_ONCE = 10;

export interface RecordEventsDeps {
  readonly mails: { read(mailId: string): Promise<SentMail | null> };
  readonly deliveryLog: { change(order: DeliveryJob, event: DeliveryEvent): Promise<unknown> };
  readonly people: { switchMailOff(person: string, mailOff: MailOff): Promise<unknown> };
  readonly log: Log;
  /** own clock, ms */
  readonly now: () => number;
}

/** The mail of an event is not in the log, or not yet; the queue brings the event again. */
export class UnknownMailError extends Error {
  override readonly name = 'MailNotKnown';
}

/**
 * What SES says of mails, told to the deliveries that they made. Twice and in any order is harmless: the delivery log knows
 * which word is the later one. An event that fails goes back alone, and in the end to the dead letters.
 */
export async function recordEvents(event: SQSEvent, deps: RecordEventsDeps): Promise<BatchResponse> {
  const counts = { recorded: 0, foreign: 0, forgotten: 0 };
  const response = await processEach(event.Records, {
    maxAtOnce: 1,
    process: async ({ body }) => {
      const outcome = await recordEvent(readMailEvent(body), deps);
      counts[outcome] += 1;
    },
    onFailure: (error, { id }) =>
      deps.log.error('event of a mail not recorded, will be tried again', { message: id, ...errorFields(error) }),
  });
  deps.log.info('events of mails', { ...counts, failed: response.batchItemFailures.length });
  return response;
}

/**
 * - `foreign`: somebody else in this account sends through the same configuration set.
 * - `forgotten`: the mail is so old that its record has gone.
 */
async function recordEvent(event: MailEvent, deps: RecordEventsDeps): Promise<'recorded' | 'foreign' | 'forgotten'> {
  const { mailId, state, detail, switchOff, happenedAt } = event;
  if (mailId === null) return 'foreign';
  const mail = await deps.mails.read(mailId);
  const at = deps.now();
  if (!mail && event.takenAt < at - MAIL_LIFETIME_MS) return 'forgotten';
  if (!mail) throw new UnknownMailError(`mail ${mailId} (${event.sesId}) is not in the log`);
  // before the delivery log, which can wait: the next mail leaves at once. At the event's own time: one that comes a second time
  // must not undo what the person has done since
  if (switchOff) {
    await deps.people.switchMailOff(mail.person, { reason: switchOff, address: mail.address, at: happenedAt, detail });
    deps.log.warn('mail switched off', { person: mail.person, reason: switchOff, detail });
  }
  const reported: DeliveryEvent = { kind: 'reported', at, state, mailId, detail };
  const tell = (messageId: string) => deps.deliveryLog.change({ messageId, channel: 'email' }, reported);
  // one that can't be told keeps no other from it: an uncertain one would be sent again
  await pMap(mail.messageIds, tell, { concurrency: MAX_CHANGES_AT_ONCE, stopOnError: false });
  return 'recorded';
}
