import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import { listeningPorts } from './listening-ports.ts';
import { TestStack } from './start-stack.ts';

const outsideAddresses = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .filter(({ internal, scopeid }) => !internal && !scopeid)
  .map(({ address }) => address);

interface Ask {
  readonly port: number;
  readonly host?: string;
  readonly address?: string;
  readonly headers?: Record<string, string>;
}

/** The status; null when nothing answers. */
function statusOf({ port, address = '127.0.0.1', host = `127.0.0.1:${port}`, headers }: Ask): Promise<number | null> {
  return new Promise((resolve) => {
    const asked = request({ host: address, port, headers: { ...headers, host }, agent: false, timeout: 5_000 });
    asked.on('response', (response) => resolve(response.resume().statusCode ?? null));
    asked.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response.statusCode ?? null);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(null));
    asked.end();
  });
}

describe.runIf(process.platform === 'linux')('every port of a running stack', () => {
  let stack: TestStack;
  let ports: number[];
  let databasePort: number;

  beforeAll(async () => {
    // the market simulator as `npm start` runs it; the exchange of the tests is a second one
    stack = await TestStack.start(new TapeMarket({ tapes: {} }), { feed: 'simulator' });
    ports = listeningPorts();
    const { dynamodbUrl, ...others } = stack.running.outputs;
    databasePort = Number(new URL(dynamodbUrl).port);
    const known = [...Object.values({ ...others, dynamodbUrl }), stack.exchange.restUrl];
    expect(ports).toEqual(expect.arrayContaining(known.map((url) => Number(new URL(url).port))));
    // and one that only the task knows: the simulator's
    expect(ports.length).toBeGreaterThan(new Set(known.map((url) => new URL(url).port)).size);
  });
  afterAll(() => stack?.end());

  it('answers on the loopback interface', async () => {
    for (const port of ports) expect([port, await statusOf({ port })]).toEqual([port, expect.any(Number)]);
  });

  it.runIf(outsideAddresses.length > 0)(
    "does not answer at the machine's other addresses, or is named at the start",
    async () => {
      // the database's with Java 24 and newer
      const named = stack.lines.flatMap((line) => (line.includes(`(port ${databasePort})`) ? [databasePort] : []));
      const open: number[] = [];
      for (const address of outsideAddresses) {
        for (const port of ports) if ((await statusOf({ port, address })) !== null) open.push(port);
      }
      expect([...new Set(open)]).toEqual(named);
    },
  );

  it("refuses another host and the pages of other sites, except the database's, which looks at neither", async () => {
    for (const port of ports.filter((each) => each !== databasePort)) {
      const upgrade = { connection: 'Upgrade', upgrade: 'websocket' };
      const statuses = await Promise.all([
        statusOf({ port, host: `evil.example:${port}` }),
        statusOf({ port, host: `evil.example:${port}`, headers: upgrade }),
        statusOf({ port, headers: { origin: 'http://evil.example' } }),
      ]);
      expect([port, ...statuses]).toEqual([port, 421, 421, 403]);
    }
  });
});
