import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { mockClient } from 'aws-sdk-client-mock';
import { createEmailSender, type Email } from '../../adapters/mail/email-sender.ts';

const SETTINGS = { from: 'Pricebell <bell@example.com>', replyTo: 'ada@example.org', configurationSet: 'pricebell' };

/** The raw bytes that SES is given for a mail. */
export async function captureRaw(email: Email): Promise<Uint8Array> {
  const client = new SESClient({});
  const ses = mockClient(client);
  ses.on(SendRawEmailCommand).resolves({ MessageId: 'ses-1' });
  await createEmailSender(client, SETTINGS).send(email);
  const raw = ses.commandCalls(SendRawEmailCommand)[0]?.args[0].input.RawMessage?.Data;
  if (!raw) throw new Error('nothing was sent');
  return raw;
}
