import { setTimeout as sleep } from 'node:timers/promises';
import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { TapeMarket } from '../../local/simulator/market/tape-market.ts';
import { TestStack } from '../../test/local/end-to-end/start-stack.ts';
import type { BenchContext, Part } from '../part.ts';
import { formatNs, type Row, type Section } from '../report.ts';
import { quantile } from '../statistics.ts';
import { type Client, signInClients } from './clients.ts';

const CLIENTS = 20;
/** The gateway lets through twenty a second of each open route. */
const ROUND_MS = 1_100;
const SYMBOL = 'BTCUSDT';
const TITLE = `the HTTP API of the local stack, ${CLIENTS} clients at once, all on one coin`;

export const apiPart: Part = {
  name: 'api',
  about: 'calls of twenty clients at once, with the gateway, the tables and all that runs beside them',
  async *run(context) {
    yield await measureApi(context);
  },
};

/** A call that every client makes at the same moment, again and again. */
interface Load {
  readonly name: string;
  call(client: Client, round: number): Promise<unknown>;
}

async function measureApi(context: BenchContext): Promise<Section> {
  const stack = await TestStack.start(new TapeMarket({ tapes: { [SYMBOL]: [firstTrade()] } }));
  try {
    stack.market.step(1);
    const clients = await signInClients(stack, CLIENTS, SYMBOL);
    const rounds = context.quick ? 6 : 15;
    const rows: Row[] = [];
    let base: Measured | undefined;
    for (const load of [...baselines(stack), ...LOADS]) {
      context.progress(load.name);
      const measured = await measure(load, clients, rounds);
      base ??= measured;
      rows.push(rowOf(measured, measured === base ? null : base));
    }
    const notes = [`${rounds} rounds of ${CLIENTS} calls; the ratio is one of medians`];
    return { title: TITLE, notes, rows };
  } finally {
    await stack.end();
  }
}

/** What the database alone takes for a write and for a read. */
function baselines({ running }: TestStack): Load[] {
  const { documents } = running.engines.clients;
  const TableName = running.plan.functions.get('Api')?.environment.PEOPLE_TABLE ?? '';
  const key = ({ email }: Client, item: string) => ({ person: `bench ${email}`, item });
  return [
    {
      name: 'the database alone: a transaction of three items',
      call: (client, round) =>
        documents.send(
          new TransactWriteCommand({
            TransactItems: ['a', 'b', 'c'].map((name) => ({
              Put: { TableName, Item: { ...key(client, name), round } },
            })),
          }),
        ),
    },
    {
      name: 'the database alone: an item read',
      call: (client) => documents.send(new GetCommand({ TableName, Key: key(client, 'a'), ConsistentRead: true })),
    },
  ];
}

const condition = (level: number) => ({ metric: 'price', op: 'above', level: String(level) });

const LOADS: readonly Load[] = [
  {
    name: 'POST /api/alerts',
    call: (client, round) => client.send('POST', '/alerts', { symbol: SYMBOL, condition: condition(90_000 + round) }),
  },
  { name: 'GET /api/alerts', call: (client) => client.send('GET', '/alerts') },
  { name: 'GET /api/alerts/{id}', call: (client) => client.send('GET', `/alerts/${client.alertId}`) },
  {
    name: 'PATCH of a level',
    call: (client, round) =>
      client.send('PATCH', `/alerts/${client.alertId}`, { condition: condition(80_000 + round) }),
  },
  {
    name: 'PATCH of a note',
    call: (client, round) => client.send('PATCH', `/alerts/${client.alertId}`, { note: `note ${round}` }),
  },
  { name: 'GET /api/triggers', call: (client) => client.send('GET', '/triggers') },
  { name: 'GET /api/me', call: (client) => client.send('GET', '/me') },
  {
    name: 'PUT /api/me',
    call: (client, round) => client.send('PUT', '/me', { timeZone: round % 2 === 0 ? 'Europe/Zurich' : 'Asia/Tokyo' }),
  },
  { name: 'GET /api/coins', call: (client) => client.send('GET', '/coins') },
];

interface Measured {
  readonly name: string;
  /** ms, one for each call */
  readonly times: readonly number[];
}

/** The first round warms up. */
async function measure({ name, call }: Load, clients: readonly Client[], rounds: number): Promise<Measured> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const taken = await Promise.all(
      clients.map(async (client) => {
        const startedAt = performance.now();
        await call(client, round);
        return performance.now() - startedAt;
      }),
    );
    if (round > 0) times.push(...taken);
    await sleep(Math.max(0, ROUND_MS - Math.max(...taken)));
  }
  return { name, times };
}

function rowOf({ name, times }: Measured, base: Measured | null): Row {
  const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)];
  return {
    what: name,
    value: `p50 ${formatNs(p50 * 1e6)}, p99 ${formatNs(p99 * 1e6)}`,
    ...{ spread: null, collecting: null, bar: null },
    against: base?.name ?? null,
    ratio: base && p50 / quantile(base.times, 0.5),
  };
}

function firstTrade() {
  return { id: 1, time: Date.now(), price: '60000.00000000', quantity: '0.10000000', buyerIsMaker: false };
}
