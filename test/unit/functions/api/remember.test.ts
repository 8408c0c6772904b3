import { describe, expect, it } from 'vitest';
import { cachedCatalogue } from '../../../../functions/api/catalogue.ts';
import { rememberPerson } from '../../../../functions/api/remember-person.ts';
import { listing } from '../../build/memory-tables.ts';

const ada = { person: 'ada', email: 'ada@example.com', isAdmin: false };

describe('a person', () => {
  it('is stored once, and again when the address changes', async () => {
    const saved: string[] = [];
    const remember = rememberPerson({ saveProfile: async (_person, email) => void saved.push(email) }, () => 1);
    await remember(ada);
    await remember(ada);
    await remember({ ...ada, email: 'new@example.com' });
    expect(saved).toEqual(['ada@example.com', 'new@example.com']);
  });

  it('is stored again after a write that failed', async () => {
    let tries = 0;
    const saveProfile = async () => {
      tries += 1;
      if (tries === 1) throw new Error('busy');
    };
    const remember = rememberPerson({ saveProfile }, () => 1);
    await expect(remember(ada)).rejects.toThrow('busy');
    await remember(ada);
    expect(tries).toBe(2);
  });
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
