import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../../../ingest-task/clock.ts';
import { createMarketTables } from '../../../../ingest-task/run/market-tables.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

/** DynamoDB's protocol over a real socket: refuses table `market` for lack of capacity until it is on demand. */
let server: Server;
let isOnDemand: boolean;
let refusal: string;
const calls: { readonly operation: string; readonly body: Record<string, unknown> }[] = [];

beforeEach(async () => {
  calls.length = 0;
  isOnDemand = false;
  refusal = 'ProvisionedThroughputExceededException';
  server = createServer(async (request, response) => {
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString());
    const operation = String(request.headers['x-amz-target']).replace(/^.*\./, '');
    calls.push({ operation, body });
    if (operation === 'UpdateTable') isOnDemand = true;
    const isRefused = operation !== 'UpdateTable' && !isOnDemand;
    response.writeHead(isRefused ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(isRefused ? { __type: `com.amazonaws.dynamodb.v20120810#${refusal}` } : {}));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', `http://127.0.0.1:${port}`);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

/** Five times faster, for the patience of the fallback: the SDK's own pauses are real. */
const FAST = { ...systemClock, elapsed: () => systemClock.elapsed() * 5 };
const count = (operation: string) => calls.filter((call) => call.operation === operation).length;

test.each(['ProvisionedThroughputExceededException', 'ThrottlingException'])(
  'each attempt that is refused with %s counts, and the table is moved to on-demand, once',
  async (name) => {
    refusal = name;
    const log = recordedLog();
    const { leaseTable, marketTable } = createMarketTables(
      { MARKET_TABLE: 'market', MARKET_CAPACITY: 'provisioned' },
      log,
      FAST,
    );
    const renewal = { token: 1, beat: 1, renewedAt: 1, checkpoint: null, released: false };
    await vi.waitFor(
      async () => {
        await leaseTable.renew(renewal).catch(() => undefined);
        expect(count('UpdateTable')).toBe(1);
      },
      { timeout: 15_000, interval: 10 },
    );
    expect(calls.find(({ operation }) => operation === 'UpdateTable')?.body).toEqual({
      TableName: 'market',
      BillingMode: 'PAY_PER_REQUEST',
    });
    expect(await leaseTable.renew(renewal)).toBe(true);
    expect(await marketTable.readCoinsChanged()).toBeNull();
    expect(log.messages()).toEqual(['table market is moved to on-demand: its capacity does not suffice']);
    expect(count('UpdateTable')).toBe(1);
  },
  20_000,
);

test('a refusal that the SDK’s own retry gets past is seen too', async () => {
  const { marketTable } = createMarketTables(
    { MARKET_TABLE: 'market', MARKET_CAPACITY: 'provisioned' },
    recordedLog(),
    // the second refusal comes as if ten seconds later
    { ...systemClock, elapsed: () => count('GetItem') * 9_900 },
  );
  await marketTable.readCoinsChanged().catch(() => undefined);
  await vi.waitFor(() => expect(count('UpdateTable')).toBe(1));
});

test('a table that is on demand is never changed', async () => {
  const { marketTable } = createMarketTables(
    { MARKET_TABLE: 'market', MARKET_CAPACITY: 'on-demand' },
    recordedLog(),
    FAST,
  );
  for (let attempt = 0; attempt < 3; attempt += 1) await marketTable.readCoinsChanged().catch(() => undefined);
  expect([count('UpdateTable'), count('GetItem')]).toEqual([0, 9]);
});
