import pMap from 'p-map';
import type { Waiting } from '../../adapters/dynamodb/messages/waiting-messages.ts';
import { errorFields } from '../../adapters/log.ts';
import type { SendOutcome } from '../../adapters/mail/email-outcome.ts';
import { functionMetrics } from '../../adapters/metric-report.ts';
import { EMAIL_KEY } from '../../domain/channels/email-channel.ts';
import { sinceHappened } from '../../domain/messages/message.ts';
import { CLAIM_MS, type DeliveryEvent, UNCERTAIN_WAIT_MS } from '../../domain/messages/next-delivery.ts';
import type { Claimed, MailToSend } from './claim-waiting.ts';
import { type ComposedMail, composeMail } from './compose-mail.ts';
import type { MailDeps } from './mail-deps.ts';

const MAX_RECORDS_AT_ONCE = 10;
const MAX_LOGGED_MESSAGES = 20;

export interface Sent {
  /** nothing is left to do for them */
  readonly settled: Waiting[];
  /** own clock, ms: when to try again; null when nothing is left */
  readonly againAt: number | null;
  /** null: no mail was made */
  readonly outcome: SendOutcome | null;
}

/** Sends one mail with all messages that were claimed for it, and records the outcome for each. */
export async function sendMail(mail: MailToSend, deps: MailDeps): Promise<Sent> {
  const composed = await composeAndStore(mail, deps);
  if (!composed) return { settled: [], againAt: deps.now(), outcome: null };
  const { included, email } = composed;
  const outcome = await deps.email.send(email);
  const unrecorded = await record(included, eventOf(outcome, deps.now()), deps);
  logMail(mail.mailId, { included, outcome }, deps);
  switch (outcome.outcome) {
    case 'taken':
    case 'refused': {
      const settled = mail.claimed.filter((it) => !unrecorded.includes(it)).map(({ waiting }) => waiting);
      return { settled, againAt: unrecorded.length > 0 ? deps.now() + CLAIM_MS : null, outcome };
    }
    case 'not-now':
      return { settled: [], againAt: null, outcome };
    case 'no-answer':
      return { settled: [], againAt: deps.now() + UNCERTAIN_WAIT_MS, outcome };
  }
}

/** `delayMs`: since what the oldest message is about. */
function logMail(
  mailId: string,
  { included, outcome }: { readonly included: readonly Claimed[]; readonly outcome: SendOutcome },
  { log, now }: MailDeps,
): void {
  const messages = included.map(({ message }) => message);
  const at = now();
  log.info('mail', {
    mailId,
    outcome: outcome.outcome,
    detail: detailOf(outcome),
    delayMs: Math.max(...messages.map((message) => sinceHappened(message, at))),
    messages: messages.length,
    messageIds: messages.slice(0, MAX_LOGGED_MESSAGES).map(({ id }) => id),
    ...('isUnverified' in outcome && functionMetrics({ unverifiedMails: 1 }, at)),
  });
}

/**
 * Stores the mail under its id before it is sent. A message that can't be formatted fails by itself; the mail goes without it, and
 * null means that none was left. When the mail can't be made now, its claims are released: nothing was sent.
 */
async function composeAndStore(mail: MailToSend, deps: MailDeps): Promise<ComposedMail | null> {
  const { mailId, person, profile } = mail;
  try {
    const composed = await composeMail(mail, deps);
    if (!composed) return null;
    const messageIds = composed.included.map(({ message }) => message.id);
    await deps.mailLog.add({ id: mailId, person, address: profile.email, messageIds, sentAt: deps.now() });
    return composed;
  } catch (error) {
    const detail = 'the mail could not be made; it will be tried again';
    await record(mail.claimed, { kind: 'not-now', at: deps.now(), detail }, deps);
    throw error;
  }
}

function eventOf(outcome: SendOutcome, at: number): DeliveryEvent {
  return { kind: outcome.outcome, at, detail: detailOf(outcome) };
}

/** SES's id of a mail that it took; otherwise why it did not. */
function detailOf(outcome: SendOutcome): string {
  return outcome.outcome === 'taken' ? outcome.messageId : outcome.detail;
}

/** Returns those whose record failed. Their claims run out, and they become uncertain: which is what they are. */
async function record(
  included: readonly Claimed[],
  event: DeliveryEvent,
  { deliveryLog, log }: Pick<MailDeps, 'deliveryLog' | 'log'>,
): Promise<Claimed[]> {
  const failed: Claimed[] = [];
  const recordOne = async (claimed: Claimed) => {
    const { message } = claimed;
    try {
      await deliveryLog.change({ messageId: message.id, channel: EMAIL_KEY }, event);
    } catch (error) {
      failed.push(claimed);
      log.error('outcome of a delivery not recorded', { messageId: message.id, ...errorFields(error) });
    }
  };
  await pMap(included, recordOne, { concurrency: MAX_RECORDS_AT_ONCE });
  return failed;
}
