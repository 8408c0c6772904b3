import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ROUTES } from '../../../../contract/routes.ts';
import { MAX_WEBHOOKS } from '../../../../domain/channels/webhook.ts';
import { LISTED } from '../../../../domain/metrics/metric.ts';
import type { Example } from '../../../../functions/api/document/example.ts';
import { EXAMPLES } from '../../../../functions/api/document/examples/examples.ts';
import { REFUSALS } from '../../../../functions/api/document/refusals.ts';
import { describeApi, ENDPOINTS } from '../../../../functions/api/openapi.ts';
import document from '../../../../openapi.json' with { type: 'json' };
import { documentedExamples } from '../../../support/document-examples.ts';
import { LIMITS } from '../../../support/limits.ts';
import { holdNothing } from '../../../support/memory-tables.ts';
import { startApi } from './call-api.ts';

const ROOT = join(import.meta.dirname, '../../../..');

it('openapi.json says what the code does; `npx node functions/api/write-openapi.ts` writes it', () => {
  expect(document).toEqual(JSON.parse(JSON.stringify(describeApi())));
});

it('no pattern says what a text must not have: generators of requests can not build one from it', () => {
  const patterns = [...JSON.stringify(document).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)];
  const read = patterns.map(([, text = '""']) => String(JSON.parse(text)));
  expect(read.length).toBeGreaterThan(10);
  expect(read.filter((pattern) => pattern.includes('\\P{'))).toEqual([]);
});

it('every route is in it, and every reference can be resolved', () => {
  const documented = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(documented.sort()).toEqual(Object.keys(ROUTES).sort());
  const names = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name);
  expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining([...new Set(names)]));
});

it('it is served to anyone', async () => {
  const { status, body } = await startApi(holdNothing())('GET /api/openapi.json', { claims: null });
  expect(status).toBe(200);
  expect(body).toEqual(JSON.parse(JSON.stringify(document)));
});

describe('examples', () => {
  it.each(documentedExamples())('$place has one that its schema takes', ({ errors }) => {
    expect(errors).toEqual([]);
  });

  it.each(Object.values(ENDPOINTS))(
    'the request of $route is one that the endpoint takes',
    ({ route, query, body, form }) => {
      const example: Example = EXAMPLES[route];
      if (query) expect(query.safeParse(example.query ?? {}).error).toBeUndefined();
      for (const schema of [body, form]) if (schema) expect(schema.safeParse(example.body).error).toBeUndefined();
      if (!body && !form) expect(example.body).toBeUndefined();
    },
  );

  it('an alert has the sentence of its status, and a distance to a level of its own', () => {
    const alerts = alertsIn(EXAMPLES);
    expect(alerts.length).toBeGreaterThan(5);
    for (const { status, explanation, distance, condition } of alerts) {
      if (status !== 'active' && status !== 'arming') expect([explanation, distance]).toEqual([status, null]);
      else {
        expect(distance).toMatchObject({ level: condition.level });
        expect(explanation).toMatch(status === 'arming' ? /^arms / : /^fires /);
        for (const number of [condition.level, distance?.value])
          expect(explanation).toContain(Number(number).toLocaleString('en'));
        expect(explanation).toContain(`${Number(distance?.percent).toFixed(2)} % away`);
        const away = (100 * (Number(condition.level) - Number(distance?.value))) / Number(distance?.value);
        expect(Number(distance?.percent)).toBeCloseTo(away, 4);
      }
    }
  });

  it('a coin has the windows that there are, and a person the limits of the default settings', () => {
    const families = windowsSchema.parse(EXAMPLES['GET /api/coins/{symbol}/metrics'].answers[200]);
    const shown = Object.entries(families).flatMap(([family, values]) =>
      Object.keys(values).map((window) => `${family}-${window}`),
    );
    expect(shown).toEqual(LISTED);
    expect(EXAMPLES['GET /api/me'].answers[200]).toHaveProperty(
      'limits',
      expect.objectContaining({
        alerts: expect.objectContaining({ most: LIMITS.maxAlerts }),
        coins: expect.objectContaining({ most: LIMITS.maxCoins }),
        webhooks: expect.objectContaining({ most: MAX_WEBHOOKS }),
        firesPerHour: { most: LIMITS.maxFiresPerHour },
      }),
    );
  });

  it('every problem that the code can answer with has one', () => {
    const shown = Object.values<{ problems: readonly { title: string }[] }>(REFUSALS).flatMap(({ problems }) =>
      problems.map(({ title }) => title),
    );
    const titles = globSync('functions/api/**/*.ts', {
      cwd: ROOT,
      exclude: ['functions/api/document/**', 'functions/api/openapi.ts'],
    })
      .map((file) => readFileSync(join(ROOT, file), 'utf8'))
      .flatMap((text) => [...text.matchAll(/\btitle: '([^']+)'/g)].map(([, title]) => title));
    expect(titles.length).toBeGreaterThan(20);
    expect([...new Set(titles)].filter((title) => !shown.includes(title ?? ''))).toEqual([]);
    expect(shown.filter((title) => !titles.includes(title))).toEqual([]);
  });
});

const shownAlertSchema = z.object({
  status: z.string(),
  explanation: z.string(),
  condition: z.object({ level: z.string() }),
  distance: z.object({ value: z.string(), level: z.string(), percent: z.string() }).nullable(),
});

const windows = z.record(z.string(), z.number());
const windowsSchema = z.object({ change: windows, volatility: windows, volume: windows });

/** Every alert that an example shows, however deep it lies. */
function alertsIn(value: unknown): z.infer<typeof shownAlertSchema>[] {
  if (typeof value !== 'object' || value === null) return [];
  const { data } = shownAlertSchema.safeParse(value);
  return [...(data ? [data] : []), ...Object.values(value).flatMap(alertsIn)];
}
