import { type SESClient, SendRawEmailCommand, type SendRawEmailCommandInput } from '@aws-sdk/client-ses';
import { type Addresses, composeEmail, type EmailContent } from './compose-email.ts';
import { outcomeOf, type SendOutcome } from './email-outcome.ts';
import { isMailbox, MalformedMailError, mailbox } from './mail-header.ts';
import { MAIL_TAG } from './read-mail-event.ts';

export interface Email extends EmailContent {
  /** our own id of the mail: letters, digits, `-` and `_`, since SES accepts no others in tags */
  readonly mailId: string;
}

export interface SenderOptions extends Addresses {
  readonly configurationSet: string;
}

/** Sends through SES as a raw message: v1 has no other way to set headers. */
export function createEmailSender(client: SESClient, { configurationSet, ...addresses }: SenderOptions) {
  /**
   * The tag is a parameter and not an `X-SES-MESSAGE-TAGS` header: SES ignores the header when the parameter is there, and a
   * parameter needs no escaping.
   */
  function inputOf(email: Email): SendRawEmailCommandInput {
    return {
      Source: mailbox(addresses.from),
      Destinations: [mailbox(email.to)],
      RawMessage: { Data: composeEmail(email, addresses) },
      ConfigurationSetName: configurationSet,
      Tags: [{ Name: MAIL_TAG, Value: email.mailId }],
    };
  }

  return {
    async send(email: Email): Promise<SendOutcome> {
      try {
        const { MessageId = '' } = await client.send(new SendRawEmailCommand(inputOf(email)));
        return { outcome: 'taken', messageId: MessageId };
      } catch (error) {
        if (error instanceof MalformedMailError) return outcomeOfMalformed(email, error);
        return outcomeOf(error, { from: addresses.from, to: email.to });
      }
    },
  };
}

/** Only the person's own address ends the mail: what else is wrong is ours, and can be mended. */
function outcomeOfMalformed({ to }: Email, { message }: MalformedMailError): SendOutcome {
  return { outcome: isMailbox(to) ? 'not-now' : 'refused', detail: `no mail: ${message}` };
}

export type EmailSender = ReturnType<typeof createEmailSender>;
