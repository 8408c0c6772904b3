import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../../../local/wait-until.ts';
import type { PoolOptions } from '../../../local/workers/function-pool.ts';
import { createPool, type FunctionPool, ThrottledError } from '../../../local/workers/function-pool.ts';
import { writeBundle } from './bundles.ts';

const folder = mkdtempSync(join(tmpdir(), 'pricebell-pool-'));
const pools: FunctionPool[] = [];
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.stop())));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Settings = Partial<PoolOptions> & { timeoutMs?: number; maxConcurrency?: number };

function pool(source: string, { timeoutMs = 5_000, maxConcurrency, ...options }: Settings = {}) {
  const plan = writeBundle(folder, source, { timeoutMs, maxConcurrency: maxConcurrency ?? null });
  const made = createPool({ plan, environment: {}, onLine: () => {}, size: 1, choose: () => 0, ...options });
  pools.push(made);
  return made;
}

describe('a function', () => {
  it('runs with its own environment and a context, and answers as JSON', async () => {
    const fn = pool(
      'exports.handler = async (event, context) => ({ event, env: process.env, name: context.functionName, gone: undefined, left: context.getRemainingTimeInMillis() > 0 })',
      { environment: { ONLY: 'this' } },
    );
    expect(await fn.invoke({ a: 1 })).toEqual({ event: { a: 1 }, env: { ONLY: 'this' }, name: 'Fn', left: true });
  });

  it('that throws is a failed invocation with its message, and answers the next one', async () => {
    const fn = pool(
      'exports.handler = async (event) => { if (event.bad) throw new TypeError("no good"); return "ok"; }',
    );
    await expect(fn.invoke({ bad: true })).rejects.toThrow('Fn: TypeError: no good');
    expect(await fn.invoke({})).toBe('ok');
  });

  it('that runs out of time is ended and replaced', async () => {
    const fn = pool('let n = 0; exports.handler = async (e) => { n += 1; if (e.hang) while (true); return n; }', {
      timeoutMs: 300,
    });
    expect(await fn.invoke({})).toBe(1);
    await expect(fn.invoke({ hang: true })).rejects.toThrow('timed out after 300 ms');
    expect(await fn.invoke({})).toBe(1);
  });

  it('whose worker is killed in the middle fails that invocation, and the next one has a new worker', async () => {
    const fn = pool(
      'exports.handler = async (e) => { if (e.wait) await new Promise(() => setTimeout(() => {}, 60000)); return 1; }',
    );
    const waiting = fn.invoke({ wait: true });
    waiting.catch(() => {});
    await waitUntil('the invocation', 5_000, async () => fn.busy().length === 1 || undefined);
    await fn.kill(0);
    await expect(waiting).rejects.toThrow('its worker ended');
    expect(await fn.invoke({})).toBe(1);
  });

  it('that can not be loaded fails every invocation and says why', async () => {
    const fn = pool('throw new Error("no table name")');
    await expect(fn.invoke({})).rejects.toThrow('no table name');
    await expect(fn.loaded()).rejects.toThrow('no table name');
  });

  it('with a bound refuses what is above it at once, and takes invocations again when there is room', async () => {
    const fn = pool('exports.handler = async (e) => { await new Promise((r) => setTimeout(r, e.ms)); return e.ms; }', {
      size: 2,
      maxConcurrency: 3,
    });
    const running = [1, 2, 3].map((ms) => fn.invoke({ ms: 200 + ms }));
    await expect(fn.invoke({ ms: 1 })).rejects.toBeInstanceOf(ThrottledError);
    expect(await Promise.all(running)).toEqual([201, 202, 203]);
    expect(await fn.invoke({ ms: 1 })).toBe(1);
  });

  it('whose invocations wait by the hundred delays no other function', async () => {
    const slow = pool('exports.handler = async () => { await new Promise((r) => setTimeout(r, 5_000)); };', {
      size: 2,
      timeoutMs: 60_000,
    });
    const other = pool('exports.handler = async () => 1;');
    await Promise.all([slow.loaded(), other.loaded()]);
    const storm = Array.from({ length: 900 }, () => slow.invoke({}).catch(() => null));
    expect(await other.invoke({})).toBe(1);
    expect(slow.busy()).toHaveLength(2);
    await slow.stop();
    expect(await storm[0]).toBeNull();
  });

  it('has environments that share nothing, with one invocation at a time each', async () => {
    const choices = [0, 0, 0];
    const fn = pool(
      'let n = 0; exports.handler = async () => { n += 1; await new Promise((r) => setTimeout(r, 50)); return n; }',
      {
        size: 2,
        choose: () => choices.shift() ?? 0,
      },
    );
    expect((await Promise.all([fn.invoke({}), fn.invoke({}), fn.invoke({})])).sort()).toEqual([1, 1, 2]);
  });
});
