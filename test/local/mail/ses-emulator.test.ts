import { SESClient } from '@aws-sdk/client-ses';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { createEmailSender } from '../../../adapters/mail/email-sender.ts';
import type { Engine } from '../../../local/engines/dynamodb.ts';
import { startMail } from '../../../local/engines/mail.ts';
import { SAMPLE_MAILS } from './sample-mails.ts';

const storeSchema = z.object({
  emails: z.array(
    z.object({
      messageId: z.string(),
      subject: z.string(),
      replyTo: z.array(z.string()),
      destination: z.object({ to: z.array(z.string()) }),
      body: z.object({ text: z.string(), html: z.string() }),
      attachments: z.array(z.object({ contentType: z.string(), cid: z.string(), content: z.string() })),
    }),
  ),
});

let engine: Engine;
beforeAll(async () => {
  engine = await startMail();
});
afterAll(() => engine.stop());

async function inbox() {
  return storeSchema.parse(await (await fetch(`${engine.url}/store`)).json()).emails;
}

test('every kind of mail goes through the SES emulator and arrives unchanged', async () => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new SESClient({ endpoint: engine.url, region: 'eu-central-1', credentials });
  const settings = { from: 'Pricebell <bell@example.com>', replyTo: 'help@example.org', configurationSet: 'set' };
  const sender = createEmailSender(client, settings);
  for (const [name, mail] of Object.entries(SAMPLE_MAILS)) {
    const sent = await sender.send(mail);
    if (sent.outcome !== 'taken') throw new Error(`${name}: ${sent.detail}`);
    const arrived = (await inbox()).find(({ messageId }) => messageId === sent.messageId);
    expect(arrived, name).toMatchObject({
      subject: mail.subject,
      replyTo: ['help@example.org'],
      destination: { to: ['ada@example.com'] },
    });
    expect(arrived?.body.text.trimEnd(), name).toBe(mail.text.trimEnd());
    expect(arrived?.attachments.map(({ cid }) => cid)).toEqual(mail.images.map(({ cid }) => cid));
    for (const { content } of arrived?.attachments ?? []) {
      expect(PNG.sync.read(Buffer.from(content, 'base64'))).toMatchObject({ width: 1_088, height: 300 });
    }
  }
});
