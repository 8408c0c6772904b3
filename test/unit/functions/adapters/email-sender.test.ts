import { SESClient, SESServiceException, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createEmailSender } from '../../../../functions/adapters/email-sender.ts';

const ses = mockClient(SESClient);
const sender = createEmailSender(new SESClient({}), 'Pricebell <bell@example.com>');
beforeEach(() => ses.reset());

const email = {
  to: 'ada@example.com',
  subject: 'BTCUSDT crossed above 65,000 → now',
  text: 'plain words',
  html: '<p>words</p>',
  headers: { 'X-Pricebell-Trigger': 'a@1' },
};

test('sends a raw message with both bodies, its headers and a subject beyond ASCII', async () => {
  ses.on(SendRawEmailCommand).resolves({ MessageId: 'ses-1' });
  expect(await sender.send(email)).toEqual({ outcome: 'sent', messageId: 'ses-1' });
  const input = ses.commandCalls(SendRawEmailCommand)[0]?.args[0].input;
  expect(input).toMatchObject({ Source: 'Pricebell <bell@example.com>', Destinations: ['ada@example.com'] });
  const raw = Buffer.from(input?.RawMessage?.Data ?? []).toString();
  expect(raw).toMatch(/^From: Pricebell <bell@example.com>\r$/m);
  expect(raw).toMatch(/^To: ada@example.com\r$/m);
  expect(raw).toMatch(/^X-Pricebell-Trigger: a@1\r$/m);
  expect(raw).toMatch(/^Subject: =\?UTF-8\?/m);
  expect(raw).toContain('plain words');
  expect(raw).toContain('<p>words</p>');
});

test.each([
  ['MessageRejected', 'refused'],
  ['MailFromDomainNotVerifiedException', 'refused'],
  ['Throttling', 'not-now'],
  ['AccountSendingPausedException', 'not-now'],
] as const)('%s: %s', async (name, outcome) => {
  const error = new SESServiceException({ name, message: 'words', $fault: 'client', $metadata: {} });
  ses.on(SendRawEmailCommand).rejects(error);
  expect(await sender.send(email)).toEqual({ outcome, detail: `${name}: words` });
});

test('an answer that never came is thrown: nobody knows whether the mail was sent', async () => {
  ses.on(SendRawEmailCommand).rejects(new Error('socket hang up'));
  await expect(sender.send(email)).rejects.toThrow('socket hang up');
});
