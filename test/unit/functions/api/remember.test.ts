import { describe, expect, it, test } from 'vitest';
import { cachedCatalogue } from '../../../../functions/api/catalogue.ts';
import { rememberPerson } from '../../../../functions/api/remember-person.ts';
import { listing } from '../../build/memory-tables.ts';

test('a person is stored with the address of each write, also when it is an earlier one again', async () => {
  const saved: string[] = [];
  const remember = rememberPerson({ saveProfile: async (_person, email) => void saved.push(email) }, () => 1);
  for (const email of ['ada@example.com', 'ada@example.com', 'new@example.com', 'ada@example.com']) {
    await remember({ person: 'ada', email, isAdmin: false });
  }
  expect(saved).toEqual(['ada@example.com', 'ada@example.com', 'new@example.com', 'ada@example.com']);
});

describe('the catalogue', () => {
  it('is read once a minute', async () => {
    let now = 0;
    let reads = 0;
    const readCatalogue = async () => {
      reads += 1;
      return [listing('BTCUSDT'), listing('odd name')];
    };
    const read = cachedCatalogue({ readCatalogue }, () => now);
    expect((await read()).map(({ symbol }) => symbol)).toEqual(['BTCUSDT']);
    now = 59_999;
    await read();
    expect(reads).toBe(1);
    now = 60_000;
    await read();
    expect(reads).toBe(2);
  });

  it('is asked for again as long as there is none', async () => {
    let stored: ReturnType<typeof listing>[] | null = null;
    const read = cachedCatalogue({ readCatalogue: async () => stored }, () => 0);
    await expect(read()).rejects.toMatchObject({ options: { status: 503 } });
    stored = [listing('BTCUSDT')];
    expect(await read()).toHaveLength(1);
  });
});
