import { type SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { MAIL_TAG } from '../../domain/mail/mail-tag.ts';
import { outcomeOf, type SendOutcome } from './email-outcome.ts';

export type { SendOutcome } from './email-outcome.ts';

/** A PNG that the HTML shows as `cid:…`. */
export interface InlineImage {
  readonly cid: string;
  readonly png: Uint8Array;
}

export interface Email {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly images: readonly InlineImage[];
  /** our own name of the mail: letters, digits, `-` and `_`, as SES takes no other tags */
  readonly mailId: string;
}

export interface SenderSettings {
  /** an address, or `Name <address>` */
  readonly from: string;
  /** empty: answers go to `from` */
  readonly replyTo: string;
  readonly configurationSet: string;
}

/** Sends through SES as a raw message: v1 has no other way to set headers. */
export function createEmailSender(client: SESClient, { from, replyTo, configurationSet }: SenderSettings) {
  /** The composer alone: nodemailer's transports would double the bundle. */
  function compose({ to, subject, text, html, headers, images }: Email): Promise<Uint8Array> {
    const attachments = images.map(({ cid, png }) => ({
      cid,
      content: Buffer.from(png),
      contentType: 'image/png',
      contentDisposition: 'inline' as const,
      filename: 'chart.png',
    }));
    const answers = replyTo === '' ? {} : { replyTo };
    const mail = { from, ...answers, to, subject, text, html, headers: { ...headers }, attachments };
    return new MailComposer({ ...mail, newline: 'windows', disableFileAccess: true, disableUrlAccess: true })
      .compile()
      .build();
  }

  return {
    /**
     * The tag is a parameter and no `X-SES-MESSAGE-TAGS` header: where both are there SES takes the parameter alone, and a
     * header could come out of a person's words.
     */
    async send(email: Email): Promise<SendOutcome> {
      const command = new SendRawEmailCommand({
        Source: from,
        Destinations: [email.to],
        RawMessage: { Data: await compose(email) },
        ConfigurationSetName: configurationSet,
        Tags: [{ Name: MAIL_TAG, Value: email.mailId }],
      });
      try {
        const { MessageId = '' } = await client.send(command);
        return { outcome: 'taken', messageId: MessageId };
      } catch (error) {
        return outcomeOf(error);
      }
    },
  };
}

export type EmailSender = ReturnType<typeof createEmailSender>;
