import { createServer, type Server, type Socket } from 'node:net';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connection } from '../../../adapters/clients.ts';

const REQUEST_TIMEOUT_MS = 50;

let server: Server;
const sockets: Socket[] = [];
beforeEach(async () => {
  server = createServer((socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

test('a server that takes a request and never answers ends in an error within the time limit', async () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const client = new SQSClient({
    ...connection(REQUEST_TIMEOUT_MS),
    maxAttempts: 1,
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  const begun = performance.now();
  await expect(client.send(new GetQueueUrlCommand({ QueueName: 'q' }))).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(performance.now() - begun).toBeLessThan(100 * REQUEST_TIMEOUT_MS);
  await expect.poll(() => sockets.length).toBe(1);
});
