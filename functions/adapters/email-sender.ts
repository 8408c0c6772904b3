import { type SESClient, SESServiceException, SendRawEmailCommand } from '@aws-sdk/client-ses';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';

export interface Email {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * - `sent`: SES took it; `messageId` is its name there.
 * - `refused`: SES will never take it, whoever tries again.
 * - `not-now`: not sent; trying again later makes sense.
 */
export type SendOutcome =
  | { readonly outcome: 'sent'; readonly messageId: string }
  | { readonly outcome: 'refused'; readonly detail: string }
  | { readonly outcome: 'not-now'; readonly detail: string };

/** SES v1's own refusals that no later try can change. */
const REFUSALS = new Set([
  'MessageRejected',
  'MailFromDomainNotVerifiedException',
  'ConfigurationSetDoesNotExistException',
  'InvalidParameterValue',
]);

/** Sends through SES as a raw message: v1 has no other way to set headers. */
export function createEmailSender(client: SESClient, from: string) {
  /** The composer alone: nodemailer's transports would double the bundle. */
  function compose({ headers, ...email }: Email): Promise<Uint8Array> {
    return new MailComposer({ ...email, from, headers: { ...headers }, newline: 'windows' }).compile().build();
  }

  return {
    async send(email: Email): Promise<SendOutcome> {
      const raw = await compose(email);
      try {
        const { MessageId = '' } = await client.send(
          new SendRawEmailCommand({ Source: from, Destinations: [email.to], RawMessage: { Data: raw } }),
        );
        return { outcome: 'sent', messageId: MessageId };
      } catch (error) {
        if (!(error instanceof SESServiceException)) throw error;
        const detail = `${error.name}: ${error.message}`;
        return { outcome: REFUSALS.has(error.name) ? 'refused' : 'not-now', detail };
      }
    },
  };
}

export type EmailSender = ReturnType<typeof createEmailSender>;
