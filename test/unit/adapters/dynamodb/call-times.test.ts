import { createServer, type Server } from 'node:http';
import { GetCommand, type PutCommandInput, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeDocumentClient } from '../../../../adapters/clients.ts';
import { CallTimes } from '../../../../adapters/dynamodb/call-times.ts';

/** What the tables answer, one after the other; then nothing is found. */
let answers: { readonly status: number; readonly body: object }[] = [];
let server: Server;

beforeEach(async () => {
  answers = [];
  server = createServer((request, response) => {
    const { status, body } = answers.shift() ?? { status: 200, body: {} };
    request.resume().on('end', () => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'x');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'x');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function start() {
  const times = new CallTimes();
  const client = makeDocumentClient(times);
  times.begin();
  return { times, read: () => client.send(new GetCommand({ TableName: 'people', Key: { person: 'secret' } })), client };
}

test('a call is kept with its operation, its table and its time, and with nothing of its content', async () => {
  const { times, read } = start();
  await read();
  expect(times.calls).toEqual([{ call: 'GetItem', tables: ['people'], ms: expect.any(Number) }]);
});

test('a transaction is one call to each of its tables', async () => {
  const { times, client } = start();
  const put = (TableName: string): { Put: PutCommandInput } => ({ Put: { TableName, Item: { id: 'a' } } });
  await client.send(new TransactWriteCommand({ TransactItems: [put('alerts'), put('coins'), put('alerts')] }));
  expect(times.calls).toMatchObject([{ call: 'TransactWriteItems', tables: ['alerts', 'coins'] }]);
});

test('a call that was tried again says how often, one that failed why', async () => {
  const { times, read } = start();
  answers = [{ status: 500, body: { __type: 'InternalServerError' } }];
  await read();
  answers = [{ status: 400, body: { __type: 'ResourceNotFoundException' } }];
  await expect(read()).rejects.toThrow();
  expect(times.calls).toMatchObject([{ attempts: 2 }, { error: 'ResourceNotFoundException' }]);
});

test('what an earlier request left running is not counted to this one', async () => {
  const { times, read } = start();
  const left = read();
  times.begin();
  await read();
  await left;
  expect(times.calls).toHaveLength(1);
});
