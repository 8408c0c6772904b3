import { errorFields } from '../../adapters/log.ts';
import type { Email } from '../../adapters/mail/email-sender.ts';
import { EMAIL_KEY } from '../../domain/channels/email-channel.ts';
import { type FormattedMail, formatMail } from '../../text/mail/format-mail.ts';
import type { Recipient } from '../../text/mail/recipient.ts';
import type { Claimed, MailToSend } from './claim-waiting.ts';
import { lookUpRecipient } from './look-up-recipient.ts';
import type { MailDeps } from './mail-deps.ts';

export interface ComposedMail {
  /** the messages that the mail contains */
  readonly included: readonly Claimed[];
  readonly email: Email;
}

/** Null when none of the messages can be formatted: then each has been recorded as failed. */
export async function composeMail(mail: MailToSend, deps: MailDeps): Promise<ComposedMail | null> {
  const { mailId, profile } = mail;
  const { recipient, images } = await lookUpRecipient(mail, deps);
  const { included, formatted } = await formatAll(mail.claimed, recipient, deps);
  if (!formatted) return null;
  const [first] = included;
  const headers = {
    'List-Unsubscribe': `<${recipient.links.unsubscribe}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    'X-Pricebell-Mail': mailId,
    ...(first && included.length === 1 && { 'X-Pricebell-Message': encodeURIComponent(first.message.id) }),
  };
  return { included, email: { to: profile.email, ...formatted, headers, images, mailId } };
}

/** Formats all messages; when that fails, those that can be formatted. The others are recorded as failed. */
async function formatAll(
  claimed: readonly Claimed[],
  recipient: Recipient,
  deps: MailDeps,
): Promise<{ included: readonly Claimed[]; formatted: FormattedMail | null }> {
  try {
    return { included: claimed, formatted: format(claimed, recipient) };
  } catch (error) {
    deps.log.error('a mail can not be formatted', errorFields(error));
    const included: Claimed[] = [];
    for (const it of claimed) {
      const problem = problemOf(it, recipient);
      const delivery = { messageId: it.message.id, channel: EMAIL_KEY };
      if (problem === null) included.push(it);
      else await deps.deliveryLog.change(delivery, { kind: 'refused', at: deps.now(), detail: problem });
    }
    return { included, formatted: format(included, recipient) };
  }
}

function format(claimed: readonly Claimed[], recipient: Recipient): FormattedMail | null {
  const [first, ...rest] = claimed.map(({ message }) => message);
  return first ? formatMail([first, ...rest], recipient) : null;
}

/** Why this message can't be formatted; null when it can. */
function problemOf(claimed: Claimed, recipient: Recipient): string | null {
  try {
    format([claimed], recipient);
    return null;
  } catch (error) {
    return `can not be put into words: ${error instanceof Error ? error.message : String(error)}`;
  }
}
