import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createCoinTable } from '../../../../adapters/dynamodb/market/coin-table.ts';
import { sdkEnvironment } from '../../../../local/local-account.ts';
import { type ExchangeServer, startExchangeServer } from '../../../../local/simulator/exchange-server.ts';
import { TapeMarket } from '../../../../local/simulator/market/tape-market.ts';
import { type Assembly, readAssembly } from '../../../../local/template/assembly.ts';
import { interpretTemplate } from '../../../../local/template/interpret.ts';
import { emptyPlan, type Plan } from '../../../../local/template/plan.ts';
import { synthesise } from '../../../../local/template/synthesise.ts';
import { writePart } from '../../../support/write-part.ts';
import { buildTape } from '../../end-to-end/build-tape.ts';
import { readTicks } from '../../end-to-end/published-ticks.ts';
import { type RunningEngines, runEngines } from '../../run-engines.ts';
import { ContainerHost } from './container-host.ts';
import type { ContainerProcess } from './container-process.ts';
import { type CredentialsEndpoint, startCredentialsEndpoint } from './credentials-endpoint.ts';
import { type Container, readContainers } from './read-containers.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const READY_WITHIN_MS = 30_000;
const WITHIN = { timeout: 20_000, interval: 50 };

const folder = mkdtempSync(join(tmpdir(), 'pricebell-containers-'));
const heartbeat = join(folder, 'heartbeat');
const plan: Plan = emptyPlan();
let assembly: Assembly;
let engines: RunningEngines;
let exchange: ExchangeServer;
let market: TapeMarket;
let role: CredentialsEndpoint;
let host: ContainerHost;
let fetched: ContainerProcess;
let ingest: ContainerProcess;

/** The template's tables and stream on the local engines, then its task as ECS starts it. */
beforeAll(async () => {
  assembly = readAssembly(await synthesise({ root: ROOT, cache: join(ROOT, '.local/cdk'), report: () => {} }));
  market = new TapeMarket({ tapes: { BTCUSDT: buildTape(['100', '101', '102', '103', '104']) } });
  [engines, exchange, role] = await Promise.all([
    runEngines(),
    startExchangeServer({ market }),
    startCredentialsEndpoint(),
  ]);
  await makeResources();
  host = new ContainerHost({ folder, assets: assembly.assets });
  fetched = host.run(container('Fetch'), {});
  expect(await fetched.exited, fetched.lines.join('\n')).toBe('code 0');
  expect(host.isHealthy(container('Ingest'), ownVariables())).toBe(false);
  ingest = host.run(container('Ingest'), { ...ownVariables(), ...givenByEcs() });
  await ingest.untilSaid('ready', READY_WITHIN_MS);
});
afterAll(async () => {
  await ingest?.stop(1_000);
  await exchange?.close();
  await role?.close();
  await engines?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function container(name: string): Container {
  const found = readContainers(assembly.template).find((one) => one.name === name);
  if (!found) throw new Error(`the task has no container ${name}`);
  return found;
}

async function makeResources(): Promise<void> {
  const { clients, issuer } = engines;
  await interpretTemplate(assembly.template, {
    ...clients,
    assets: assembly.assets,
    issuer,
    origin: 'http://localhost',
    clientId: 'nobody signs in here',
    plan,
  });
  const coins = createCoinTable(clients.documents, variable('COINS_TABLE'));
  await writePart(clients.documents, coins.following('BTCUSDT', Date.now()));
}

function variable(name: string): string {
  const value = plan.task?.environment[name];
  if (value === undefined) throw new Error(`the task is not given ${name}`);
  return value;
}

/** Those of the template, pointed at a market and a folder of the test's own; none is added. */
function ownVariables(): Record<string, string> {
  const { wsUrl, restUrl } = exchange;
  const there: Readonly<Record<string, string>> = {
    BINANCE_WS_URL: wsUrl,
    BINANCE_REST_URL: restUrl,
    HEARTBEAT_FILE: heartbeat,
  };
  return Object.fromEntries(container('Ingest').variables.map((name) => [name, there[name] ?? variable(name)]));
}

/** No keys: they come by HTTP. Where AWS is, is the one thing that differs from ECS. */
function givenByEcs(): Record<string, string> {
  const endpoints = Object.entries(sdkEnvironment(engines.endpoints)).filter(([name]) => name.includes('ENDPOINT'));
  return { ...Object.fromEntries(endpoints), ...role.variables, HOME: '/root' };
}

describe('the task, started as ECS does but without docker', () => {
  test('runs the containers in their stated order, on a volume that only the first may write to', () => {
    expect(container('Ingest').after).toEqual(['Fetch']);
    expect(container('Fetch').mounts).toMatchObject([{ readOnly: false }]);
    expect(container('Ingest').mounts).toMatchObject([{ readOnly: true, path: container('Fetch').mounts[0]?.path }]);
  });

  test('has the complete bundle fetched by the command of its init container, which prints nothing', () => {
    const [volume = ''] = container('Fetch').mounts.map((mount) => mount.volume);
    const copied = readFileSync(join(folder, 'volumes', volume, 'main.mjs'));
    expect(copied.equals(readFileSync(plan.task?.program ?? ''))).toBe(true);
    expect(fetched.lines).toEqual([]);
  });

  test('is run by the stock Node of the major that its image names', () => {
    const version = execFileSync(join(folder, 'node', 'node'), ['--version'], { encoding: 'utf8' });
    expect(container('Ingest').image).toMatch(/\/node:\d+-slim$/);
    expect(container('Ingest').image).toContain(`/node:${version.slice(1).split('.')[0]}-`);
  });

  test('gets the keys of its role by HTTP, as there are none in its environment', () => {
    expect(role.asked()).toBeGreaterThan(0);
  });

  test('publishes the first trades that it sees', async () => {
    market.step(5);
    await vi.waitFor(async () => {
      const ticks = await readTicks(engines.clients.kinesis, variable('TICKS_STREAM'));
      expect(ticks.flatMap(({ trades }) => trades.price)).toEqual(['100', '101', '102', '103', '104']);
    }, WITHIN);
  });

  test('is healthy by the check of its container, until it hangs for half a minute, and when it goes on', async () => {
    const isHealthy = () => host.isHealthy(container('Ingest'), ownVariables());
    await vi.waitFor(() => expect(isHealthy()).toBe(true), WITHIN);
    ingest.signal('SIGSTOP');
    expect(isHealthy()).toBe(true);
    const { atime, mtimeMs } = statSync(heartbeat);
    utimesSync(heartbeat, atime, mtimeMs / 1_000 - 28); // as if it had hung for so long already
    await vi.waitFor(() => expect(isHealthy()).toBe(false), WITHIN);
    ingest.signal('SIGCONT');
    await vi.waitFor(() => expect(isHealthy()).toBe(true), WITHIN);
  });

  test('ends by itself on the stop signal, long before ECS would kill it, and gives its lease back', async () => {
    const { stopWithinMs } = container('Ingest');
    const startedAt = performance.now();
    await ingest.stop(stopWithinMs);
    expect(performance.now() - startedAt).toBeLessThan(stopWithinMs / 2);
    expect(await ingest.exited, ingest.lines.join('\n')).toBe('code 0');
    await ingest.untilSaid('lease released', 1_000);
    await ingest.untilSaid('stopped', 1_000);
  });
});
