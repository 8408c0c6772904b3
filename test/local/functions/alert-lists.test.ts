import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { ALERT_SORTS } from '../../../functions/api/alerts/alert-order.ts';
import { ADAS_CLAIMS } from '../../support/api-event.ts';
import { ApiOnEngines } from './api-on-engines.ts';

const ALERTS = 12;
const pageSchema = z.object({
  items: z.array(z.object({ id: z.string(), name: z.string().nullable() })),
  nextCursor: z.string().nullable(),
});

let world: ApiOnEngines;

beforeAll(async () => {
  world = await ApiOnEngines.start(['BTCUSDT', 'ETHUSDT']);
});
afterAll(() => world?.stop());

test.each(ALERT_SORTS)('pages by %s on the real tables show what lasts once, by any environment', async (sort) => {
  const claims = { ...ADAS_CLAIMS, sub: `reads-by-${sort}` };
  const limits = { writesPerMinute: 100 };
  const make = (name: string) =>
    world.environment(limits)('POST /api/alerts', {
      claims,
      body: { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'above', level: '9' }, name },
    });
  const idOf = (answer: { body: unknown }) => z.object({ id: z.string() }).parse(answer.body).id;
  const ids: string[] = [];
  for (let index = 0; index < ALERTS; index += 1) {
    world.now += 1;
    ids.push(idOf(await make(index % 3 === 0 ? `Dip ${index}` : `Top ${index}`)));
  }
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const query = { sort, text: 'top', limit: '3', ...(cursor !== null && { cursor }) };
    const { status, body } = await world.environment(limits)('GET /api/alerts', { claims, query });
    expect(status).toBe(200);
    const page = pageSchema.parse(body);
    for (const { name } of page.items) expect(name).toMatch(/^(Top|Late)/);
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
    // meanwhile: one that is shown goes, one that is not changes, and one is made
    const [shown = ''] = seen;
    const other = ids.find((id) => !seen.includes(id)) ?? '';
    await world.environment(limits)('DELETE /api/alerts/{id}', { claims, path: { id: shown } });
    await world.environment(limits)('PATCH /api/alerts/{id}', { claims, path: { id: other }, body: { note: sort } });
    world.now += 1;
    await make('Late, topmost');
  } while (cursor !== null);
  expect(new Set(seen).size).toBe(seen.length);
  for (const [index, id] of ids.entries()) expect([id, seen.includes(id)]).toEqual([id, index % 3 !== 0]);
});
