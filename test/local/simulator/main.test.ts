import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readSimulatorOptions } from '../../../local/simulator/simulator-options.ts';
import { SocketClient } from './socket-client.ts';

const program = join(import.meta.dirname, '../../../local/simulator/main.ts');
const addressesSchema = z.object({ wsUrl: z.string(), restUrl: z.string() });
const children: ChildProcess[] = [];
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulator-'));
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

async function launch(...args: string[]) {
  const child = spawn(process.execPath, [program, '--json', ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const exit = once(child, 'exit');
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, exit, ...addressesSchema.parse(JSON.parse(String(line))) };
}

async function newestTradeId(restUrl: string): Promise<number | undefined> {
  const response = await fetch(`${restUrl}/api/v3/aggTrades?symbol=BTCUSDT&limit=1`);
  return z.array(z.object({ a: z.number() })).parse(await response.json())[0]?.a;
}

describe('the simulator program', () => {
  it('prints its addresses, saves its state on SIGTERM and goes on from it', async () => {
    const state = join(folder, 'state.json');
    const first = await launch('--seed', '7', '--speed', '10', '--state', state);
    const client = await SocketClient.open(`${first.wsUrl}/ws/btcusdt@aggTrade`);
    await client.count(20);
    first.child.kill('SIGTERM');
    expect(await first.exit).toEqual([0, null]);
    const last = z.number().parse(client.frames().at(-1)?.a);
    expect(await readFile(state, 'utf8')).toContain('"seed":7');

    const second = await launch('--state', state);
    await expect.poll(() => newestTradeId(second.restUrl)).toBeGreaterThan(last);
    const { child, exit } = second;
    child.kill('SIGINT');
    expect(await exit).toEqual([0, null]);
  });

  it('ends with its parent only if asked to', async () => {
    const bound = await launch('--with-parent');
    bound.child.stdin?.end();
    expect(await bound.exit).toEqual([0, null]);

    const free = await launch();
    free.child.stdin?.end();
    expect(await newestTradeId(free.restUrl).then(() => free.child.exitCode)).toBeNull();
  });

  it('names the option that is wrong', () => {
    expect(() => readSimulatorOptions(['--port', 'x'])).toThrow('--port must be a whole number');
    expect(() => readSimulatorOptions(['--speed', '0'])).toThrow('--speed must be a number above 0');
    expect(() => readSimulatorOptions(['--nonsense'])).toThrow('--nonsense');
    expect(readSimulatorOptions(['--help'])).toBe('help');
  });
});
