import pMap from 'p-map';
import type { Waiting } from '../../adapters/dynamodb/messages/mail-throttle-table.ts';
import { errorFields } from '../../adapters/log.ts';
import type { SendOutcome } from '../../adapters/mail/email-outcome.ts';
import type { Email } from '../../adapters/mail/email-sender.ts';
import { CLAIM_MS, type DeliveryEvent, UNCERTAIN_WAIT_MS } from '../../domain/messages/next-delivery.ts';
import type { Profile } from '../../domain/people/person.ts';
import { type Claimed, EMAIL } from './claim-waiting.ts';
import { composeMail } from './compose-mail.ts';
import type { MailDeps } from './mail-deps.ts';

const MAX_RECORDS_AT_ONCE = 10;

export interface MailToSend {
  readonly mailId: string;
  readonly person: string;
  readonly profile: Profile;
  /** at least one */
  readonly claimed: readonly Claimed[];
}

export interface Sent {
  /** nothing is left to do for them */
  readonly settled: Waiting[];
  /** own clock, ms: when to look again; null when nothing is left */
  readonly againAt: number | null;
  /** SES takes no mail just now */
  readonly isRefused: boolean;
}

/** Sends one mail that tells all that was claimed for it, and records what became of it with each. */
export async function sendMail(mail: MailToSend, deps: MailDeps): Promise<Sent> {
  const composed = await compose(mail, deps);
  if (!composed) return { settled: [], againAt: deps.now(), isRefused: false };
  const { told, email } = composed;
  const outcome = await deps.email.send(email);
  const unrecorded = await record(told, eventOf(outcome, deps.now()), deps);
  deps.log.info('mail', { mailId: mail.mailId, tells: told.length, ...outcome });
  const isRefused = outcome.outcome === 'not-now';
  switch (outcome.outcome) {
    case 'taken':
    case 'refused': {
      const settled = mail.claimed.filter((it) => !unrecorded.includes(it)).map(({ waiting }) => waiting);
      return { settled, againAt: unrecorded.length > 0 ? deps.now() + CLAIM_MS : null, isRefused };
    }
    case 'not-now':
      return { settled: [], againAt: null, isRefused };
    case 'no-answer':
      return { settled: [], againAt: deps.now() + UNCERTAIN_WAIT_MS, isRefused };
  }
}

/**
 * The mail, stored under its id before it is sent. What can't be put into words fails by itself, and the rest goes on.
 * When it can't be made now, the claims are given back: nothing was sent.
 */
async function compose(mail: MailToSend, deps: MailDeps): Promise<{ told: readonly Claimed[]; email: Email } | null> {
  const { mailId, person, profile } = mail;
  try {
    const { told, email } = await composeMail(mail, deps);
    if (!email) return null;
    const messageIds = told.map(({ message }) => message.id);
    await deps.mailLog.add({ id: mailId, person, address: profile.email, messageIds, sentAt: deps.now() });
    return { told, email };
  } catch (error) {
    const detail = 'the mail could not be made; it will be tried again';
    await record(mail.claimed, { kind: 'not-now', at: deps.now(), detail }, deps);
    throw error;
  }
}

function eventOf(outcome: SendOutcome, at: number): DeliveryEvent {
  const detail = outcome.outcome === 'taken' ? outcome.messageId : outcome.detail;
  return { kind: outcome.outcome, at, detail };
}

/** Answers those whose record failed. Their claims run out, by which they become uncertain: which is what they are. */
async function record(
  told: readonly Claimed[],
  event: DeliveryEvent,
  { deliveryLog, log }: Pick<MailDeps, 'deliveryLog' | 'log'>,
): Promise<Claimed[]> {
  const failed: Claimed[] = [];
  const tell = async (claimed: Claimed) => {
    const { message } = claimed;
    try {
      await deliveryLog.change({ messageId: message.id, channel: EMAIL }, event);
    } catch (error) {
      failed.push(claimed);
      log.error('what became of a delivery is not recorded', { messageId: message.id, ...errorFields(error) });
    }
  };
  await pMap(told, tell, { concurrency: MAX_RECORDS_AT_ONCE });
  return failed;
}
