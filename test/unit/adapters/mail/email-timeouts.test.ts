import { once } from 'node:events';
import { Agent, createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { SESClient } from '@aws-sdk/client-ses';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterEach, expect, test } from 'vitest';
import { createEmailSender, type Email } from '../../../../adapters/mail/email-sender.ts';

const email: Email = { to: 'a@example.com', subject: 's', text: 't', html: 'h', headers: {}, images: [], mailId: 'm' };
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(answer: RequestListener): Promise<{ endpoint: string; server: Server }> {
  const server = createServer(answer);
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, server };
}

function send(endpoint: string, handler: ConstructorParameters<typeof NodeHttpHandler>[0] = {}) {
  const client = new SESClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ throwOnRequestTimeout: true, ...handler }),
  });
  const settings = { from: 'bell@example.com', replyTo: '', configurationSet: 'set' };
  return createEmailSender(client, settings).send(email);
}

test('when the connection is refused nothing was sent', async () => {
  const { endpoint, server } = await listen(() => {});
  await new Promise((resolve) => server.close(resolve));
  expect(await send(endpoint)).toMatchObject({ outcome: 'not-now', detail: expect.stringContaining('ECONNREFUSED') });
});

test('when the host is not found nothing was sent', async () => {
  const error = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
  const httpAgent = new Agent({ lookup: (_host, _options, done) => done(error, []) });
  expect(await send('http://ses.invalid', { httpAgent })).toMatchObject({
    outcome: 'not-now',
    detail: expect.stringContaining('ENOTFOUND'),
  });
});

test('when the connection takes too long nothing was sent', async () => {
  class NeverConnects extends Agent {
    override createConnection() {
      const socket = new Socket();
      Object.defineProperty(socket, 'connecting', { value: true });
      return socket;
    }
  }
  const sent = await send('http://127.0.0.1:1', { connectionTimeout: 20, httpAgent: new NeverConnects() });
  expect(sent).toMatchObject({ outcome: 'not-now', detail: expect.stringContaining('did not establish a connection') });
});

test('when no answer comes in time the mail may have been sent', async () => {
  const { endpoint } = await listen((request) => request.resume());
  expect(await send(endpoint, { requestTimeout: 100 })).toMatchObject({ outcome: 'no-answer' });
});

test('when the connection ends before the answer the mail may have been sent', async () => {
  const { endpoint } = await listen((request) => {
    request.resume();
    request.on('end', () => request.socket.destroy());
  });
  expect(await send(endpoint)).toMatchObject({ outcome: 'no-answer' });
});

test('when the answer can not be read the mail may have been sent', async () => {
  const { endpoint } = await listen((_, response) => response.end('<html>a proxy</'));
  expect(await send(endpoint)).toMatchObject({ outcome: 'no-answer' });
});

test('when SES fails on its side the mail may have been sent', async () => {
  const { endpoint } = await listen((_, response) => {
    response.writeHead(503, { 'content-type': 'text/xml' });
    response.end(
      '<ErrorResponse><Error><Type>Receiver</Type><Code>ServiceUnavailable</Code><Message>later</Message></Error></ErrorResponse>',
    );
  });
  expect(await send(endpoint)).toMatchObject({
    outcome: 'no-answer',
    detail: expect.stringContaining('ServiceUnavailable'),
  });
});

test('an error is read from the XML that SES sends', async () => {
  const { endpoint } = await listen((_, response) => {
    response.writeHead(400, { 'content-type': 'text/xml' });
    response.end(
      '<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type><Code>Throttling</Code><Message>Daily message quota exceeded.</Message></Error><RequestId>1</RequestId></ErrorResponse>',
    );
  });
  expect(await send(endpoint)).toEqual({
    outcome: 'not-now',
    detail: 'the daily quota of mails is used up (Throttling: Daily message quota exceeded.)',
  });
});

test('until the sender is verified SES answers with an error that names it, and the mail waits; then SES takes it', async () => {
  const bodies = [
    [
      400,
      '<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type><Code>MessageRejected</Code>' +
        '<Message>Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: bell@example.com</Message>' +
        '</Error><RequestId>r-1</RequestId></ErrorResponse>',
    ],
    [
      200,
      '<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult><MessageId>ses-1</MessageId>' +
        '</SendRawEmailResult><ResponseMetadata><RequestId>r-2</RequestId></ResponseMetadata></SendRawEmailResponse>',
    ],
  ] as const;
  let calls = 0;
  const { endpoint } = await listen((request, response) => {
    request.resume();
    const [status, body] = bodies[Math.min(calls++, 1)] ?? bodies[1];
    response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
  });
  expect(await send(endpoint)).toMatchObject({
    outcome: 'not-now',
    isUnverified: true,
    detail: expect.stringMatching(/^no mail can leave from bell@example\.com yet; .*\(MessageRejected: Email address/),
  });
  expect(await send(endpoint)).toEqual({ outcome: 'taken', messageId: 'ses-1' });
});
