import { type SESClient, SendRawEmailCommand, type SendRawEmailCommandInput } from '@aws-sdk/client-ses';
import { MAIL_TAG } from '../../text/mail/mail-tag.ts';
import { type Addresses, composeEmail, type EmailContent } from './compose-email.ts';
import { outcomeOf, type SendOutcome } from './email-outcome.ts';
import { MalformedMailError, mailbox } from './mail-header.ts';

export interface Email extends EmailContent {
  /** our own name of the mail: letters, digits, `-` and `_`, as SES takes no other tags */
  readonly mailId: string;
}

export interface SenderOptions extends Addresses {
  readonly configurationSet: string;
}

/** Sends through SES as a raw message: v1 has no other way to set headers. */
export function createEmailSender(client: SESClient, { configurationSet, ...addresses }: SenderOptions) {
  /**
   * The tag is a parameter and no `X-SES-MESSAGE-TAGS` header: where both are there SES takes the parameter alone, and it
   * needs no care for what may stand in a header.
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
        if (error instanceof MalformedMailError) return { outcome: 'refused', detail: `no mail: ${error.message}` };
        return outcomeOf(error);
      }
    },
  };
}

export type EmailSender = ReturnType<typeof createEmailSender>;
