import { describe, expect, it } from 'vitest';
import type { Listing } from '../../../../../domain/market/coin.ts';
import { createCatalogue } from '../../../../../functions/api/coins/catalogue.ts';
import { listing } from '../../../../support/memory-tables.ts';

describe('the catalogue', () => {
  function begin(stored: Listing[] | null) {
    const world = { now: 0, reads: 0, stored, requests: [] as number[] };
    const table = {
      readCatalogue: async () => {
        world.reads += 1;
        return world.stored;
      },
      requestCatalogue: async (at: number) => void world.requests.push(at),
    };
    return { world, catalogue: createCatalogue(table, () => world.now) };
  }

  it('is read twice a minute', async () => {
    const { world, catalogue } = begin([listing('BTCUSDT'), listing('odd name')]);
    expect((await catalogue.list()).map(({ symbol }) => symbol)).toEqual(['BTCUSDT']);
    world.now = 29_999;
    await catalogue.list();
    expect(await catalogue.find('BTCUSDT')).toMatchObject({ symbol: 'BTCUSDT' });
    expect(world.reads).toBe(1);
    world.now = 30_000;
    await catalogue.list();
    expect(world.reads).toBe(2);
  });

  it('is read again for a symbol that it lacks, and requested from the exchange if it still lacks it', async () => {
    const { world, catalogue } = begin([listing('BTCUSDT')]);
    await catalogue.list();
    world.stored = [listing('BTCUSDT'), listing('NEWUSDT')];
    expect(await catalogue.find('NEWUSDT')).toMatchObject({ symbol: 'NEWUSDT' });
    expect(world.requests).toEqual([]);
    world.now = 7;
    expect(await catalogue.find('NEWERUSDT')).toBeNull();
    expect(world.requests).toEqual([7]);
    world.stored = [listing('NEWERUSDT')];
    world.now = 5_007;
    expect(await catalogue.find('NEWERUSDT')).toMatchObject({ symbol: 'NEWERUSDT' });
  });

  it('costs one read and one request in five seconds, whatever made-up symbols are asked for', async () => {
    const { world, catalogue } = begin([listing('BTCUSDT')]);
    await catalogue.list();
    for (let i = 0; i < 500; i += 1) expect(await catalogue.find(`NONSENSE${i}`)).toBeNull();
    expect([world.reads, world.requests.length]).toEqual([2, 1]);
    for (const text of ['btcusdt', 'BTC/USDT', '']) expect(await catalogue.find(text)).toBeNull();
    world.now = 5_000;
    await catalogue.find('BTC/USDT');
    expect([world.reads, world.requests.length]).toEqual([2, 1]);
  });

  it('is read at every request as long as there is none', async () => {
    const { world, catalogue } = begin(null);
    await expect(catalogue.find('BTCUSDT')).rejects.toMatchObject({ options: { status: 503 } });
    world.stored = [listing('BTCUSDT')];
    expect(await catalogue.list()).toHaveLength(1);
  });
});
