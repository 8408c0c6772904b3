import { SESClient, SESServiceException, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { mockClient } from 'aws-sdk-client-mock';
import { type ParsedMail, simpleParser } from 'mailparser';
import { beforeEach, describe, expect, test } from 'vitest';
import { createEmailSender, type Email } from '../../../../adapters/mail/email-sender.ts';

const ses = mockClient(SESClient);
const settings = { from: 'Pricebell <bell@example.com>', replyTo: '', configurationSet: 'pricebell-mails' };
const sender = createEmailSender(new SESClient({}), settings);
beforeEach(() => {
  ses.reset();
  ses.on(SendRawEmailCommand).resolves({ MessageId: 'ses-1' });
});

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
const email: Email = {
  to: 'ada@example.com',
  subject: 'BTCUSDT crossed above 65,000 → now',
  text: 'plain words\n.\nFrom here',
  html: '<p>words – and <img src="cid:chart@pricebell"></p>',
  headers: {
    'List-Unsubscribe': `<https://bell.example/api/links/${'x'.repeat(500)}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  },
  images: [{ cid: 'chart@pricebell', png }],
  mailId: '01J9ZX00000000000000000000',
};

const inputOf = () => ses.commandCalls(SendRawEmailCommand)[0]?.args[0].input;
const rawOf = () => Buffer.from(inputOf()?.RawMessage?.Data ?? []);
const parse = (): Promise<ParsedMail> => simpleParser(rawOf(), { skipImageLinks: true });

describe('a mail that SES accepts', () => {
  test('goes to one address, through the configuration set, tagged with its own id', async () => {
    expect(await sender.send(email)).toEqual({ outcome: 'taken', messageId: 'ses-1' });
    expect(inputOf()).toMatchObject({
      Source: 'Pricebell <bell@example.com>',
      Destinations: ['ada@example.com'],
      ConfigurationSetName: 'pricebell-mails',
      Tags: [{ Name: 'pricebell-mail', Value: '01J9ZX00000000000000000000' }],
    });
    // SES would ignore the header
    expect(rawOf().toString()).not.toMatch(/^X-SES-/im);
  });

  test('is read by a mail parser as it was written', async () => {
    await sender.send(email);
    const mail = await parse();
    expect(mail.subject).toBe(email.subject);
    expect(mail.from?.text).toMatch(/Pricebell.*bell@example\.com/);
    expect(mail.text?.trimEnd()).toBe(email.text);
    expect(mail.html).toBe(email.html);
    expect(mail.headers.get('list')).toMatchObject({ unsubscribe: { url: expect.stringMatching(/x{500}$/) } });
    expect(mail.headers.get('list')).toMatchObject({ 'unsubscribe-post': { name: 'List-Unsubscribe=One-Click' } });
  });

  test('holds its image beside the HTML that shows it, where mail programs look for it', async () => {
    await sender.send(email);
    const [image] = (await parse()).attachments;
    expect(image).toMatchObject({ cid: 'chart@pricebell', contentType: 'image/png', contentDisposition: 'inline' });
    expect(image).toMatchObject({ related: true });
    expect(Buffer.from(png).equals(image?.content ?? Buffer.alloc(0))).toBe(true);
    const types = [
      ...rawOf()
        .toString()
        .matchAll(/^Content-Type: ([a-z/]+)/gim),
    ].map(([, type]) => type);
    expect(types).toEqual(['multipart/alternative', 'text/plain', 'multipart/related', 'text/html', 'image/png']);
  });

  test('without an image has two parts', async () => {
    await sender.send({ ...email, images: [] });
    const types = [
      ...rawOf()
        .toString()
        .matchAll(/^Content-Type: ([a-z/]+)/gim),
    ].map(([, type]) => type);
    expect(types).toEqual(['multipart/alternative', 'text/plain', 'text/html']);
  });

  test('has 7-bit lines short enough for every server', async () => {
    await sender.send({ ...email, html: `<p>${'wörter '.repeat(2_000)}</p>` });
    const raw = rawOf().toString('latin1');
    expect(rawOf().every((byte) => byte < 0x80 && (byte >= 0x20 || '\t\r\n'.includes(String.fromCharCode(byte))))).toBe(
      true,
    );
    expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThan(998);
    expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  test('names no reply address unless one is set', async () => {
    await sender.send(email);
    expect((await parse()).replyTo).toBeUndefined();
    ses.resetHistory();
    await createEmailSender(new SESClient({}), { ...settings, replyTo: 'help@example.org' }).send(email);
    expect((await parse()).replyTo?.text).toBe('help@example.org');
  });

  test('gets no headers and no recipients from the texts in it', async () => {
    await sender.send({ ...email, subject: 'x\r\nBcc: eve@example.com', headers: { 'X-One': 'a\r\nX-Two: b' } });
    const mail = await parse();
    expect(mail.bcc).toBeUndefined();
    expect(mail.headers.has('x-two')).toBe(false);
  });
});

test.each([
  'no address',
  'ada@',
  'ada@example.com, eve@example.com',
  'ada@example.com\r\nBcc: eve@example.com',
  'ada@example.com> <eve@example.com',
  'ädä@example.com',
])('an address that SES never accepts is refused without asking: %j', async (to) => {
  expect(await sender.send({ ...email, to })).toEqual({
    outcome: 'refused',
    detail: expect.stringMatching(/is no address$/),
  });
  expect(ses.calls()).toEqual([]);
});

test('a domain beyond ASCII is sent in its ASCII form', async () => {
  await sender.send({ ...email, to: 'ada@bücher.example' });
  expect(inputOf()?.Destinations).toEqual(['ada@xn--bcher-kva.example']);
});

/** The errors that SES v1 documents for SendRawEmail and for all its calls, with their messages. */
const ANSWERS: [name: string, message: string, outcome: string, reason: RegExp, status?: number][] = [
  ['Throttling', 'Maximum sending rate exceeded.', 'not-now', /more mails a second/],
  ['Throttling', 'Daily message quota exceeded.', 'not-now', /daily quota/],
  ['Throttling', 'Rate exceeded', 'not-now', /slower/],
  ['ThrottlingException', 'Maximum sending rate exceeded.', 'not-now', /more mails a second/],
  ['TooManyRequestsException', 'Too many requests', 'not-now', /slower/, 429],
  ['LimitExceededException', 'limit', 'not-now', /limit/],
  [
    'MessageRejected',
    'Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: ada@example.com',
    'not-now',
    /sandbox lets no mail go to ada@example\.com yet.*verify.*production access/,
  ],
  [
    'MessageRejected',
    'Email address is not verified. The following identities failed the check in region EU-WEST-1: Pricebell <Bell@Example.com>, ada@example.com',
    'not-now',
    /no mail can leave from bell@example\.com yet.*link.*DNS/,
  ],
  [
    'MessageRejected',
    'Email address is not verified. The following identities failed the check in region EU-WEST-1: example.com',
    'not-now',
    /no mail can leave from bell@example\.com yet/,
  ],
  ['MessageRejected', 'Email address is not verified.', 'not-now', /an address .* is not verified/],
  ['MessageRejected', 'Account is paused.', 'not-now', /paused/],
  ['MessageRejected', 'Sending suspended for this account.', 'not-now', /paused/],
  ['MessageRejected', 'Address blacklisted.', 'refused', /does not write to/],
  ['MessageRejected', 'Transaction failed: Unrecognized mail header', 'refused', /does not take this mail/],
  ['MailFromDomainNotVerifiedException', 'MX record could not be read', 'not-now', /MX record/],
  ['AccountSendingPausedException', 'Email sending is disabled', 'not-now', /paused for the account/],
  ['ConfigurationSetSendingPausedException', 'disabled', 'not-now', /paused for the configuration set/],
  ['ConfigurationSetDoesNotExistException', 'no such set', 'not-now', /deployment/],
  ['InvalidParameterValue', "Missing final '@domain'", 'refused', /malformed/],
  ['RequestExpired', 'Request timestamp is too old', 'not-now', /clock/],
  ['AccessDenied', 'is not authorized to perform ses:SendRawEmail', 'not-now', /operator/, 403],
  ['AccessDeniedException', 'is not authorized', 'not-now', /operator/],
  ['NotAuthorized', 'no', 'not-now', /operator/],
  ['OptInRequired', 'subscribe', 'not-now', /operator/, 403],
  ['ExpiredToken', 'The security token included in the request is expired', 'not-now', /operator/, 403],
  ['InvalidClientTokenId', 'The security token is invalid', 'not-now', /operator/, 403],
  ['UnrecognizedClientException', 'The security token is invalid', 'not-now', /operator/, 403],
  ['MissingAuthenticationToken', 'missing', 'not-now', /operator/, 403],
  ['IncompleteSignature', 'incomplete', 'not-now', /operator/],
  ['SignatureDoesNotMatch', 'does not match', 'not-now', /operator/, 403],
  ['InvalidAction', 'no such action', 'not-now', /operator/],
  ['MissingAction', 'no action', 'not-now', /operator/],
  ['MissingParameter', 'RawMessage', 'not-now', /operator/],
  ['InvalidParameterCombination', 'both', 'not-now', /operator/],
  ['InvalidQueryParameter', 'bad', 'not-now', /operator/],
  ['MalformedQueryString', 'bad', 'not-now', /operator/, 404],
  ['MalformedHttpRequestException', 'bad', 'not-now', /operator/],
  ['ValidationError', 'bad', 'not-now', /operator/],
  ['ServiceUnavailable', 'try again', 'no-answer', /not available/, 503],
  ['InternalFailure', 'unknown error', 'no-answer', /failed on its side/, 500],
  ['SomethingNew', 'never heard of', 'not-now', /did not take it/, 400],
  ['SomethingNew', 'never heard of', 'no-answer', /failed on its side/, 502],
];

test.each(ANSWERS)('%s, “%s”: %s', async (name, message, outcome, reason, status = 400) => {
  const $fault = status < 500 ? 'client' : 'server';
  ses
    .on(SendRawEmailCommand)
    .rejects(new SESServiceException({ name, message, $fault, $metadata: { httpStatusCode: status } }));
  const sent = await sender.send(email);
  expect(sent).toMatchObject({ outcome });
  const detail = 'detail' in sent ? sent.detail : '';
  expect(detail).toMatch(reason);
  expect(detail.endsWith(`(${name}: ${message})`)).toBe(true);
  expect('isUnverified' in sent).toBe(/not verified/.test(message));
});

test('an address of ours that is malformed is no fault of the recipient: the mail waits', async () => {
  const broken = createEmailSender(new SESClient({}), { ...settings, replyTo: 'the desk' });
  expect(await broken.send(email)).toEqual({ outcome: 'not-now', detail: 'no mail: the desk is no address' });
  expect(ses.calls()).toEqual([]);
});

test('after an answer that can not be read the mail may have been sent', async () => {
  ses.on(SendRawEmailCommand).rejects(new SyntaxError('char 0 is not expected'));
  expect(await sender.send(email)).toMatchObject({ outcome: 'no-answer' });
});

test('without credentials nothing was sent', async () => {
  const error = Object.assign(new Error('could not load credentials'), { name: 'CredentialsProviderError' });
  ses.on(SendRawEmailCommand).rejects(error);
  expect(await sender.send(email)).toMatchObject({ outcome: 'not-now' });
});
