import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { alertExportSchema, importViewSchema } from '../../../../../contract/alert-export.ts';
import { readAlertCsv } from '../../../../../text/csv/alert-csv.ts';
import { BOBS_CLAIMS } from '../../../../support/api-event.ts';
import { LIMITS } from '../../../../support/limits.ts';
import { type Held, holdNothing, listing, memoryTables } from '../../../../support/memory-tables.ts';
import { buildStoredAlert } from '../../../../support/stored-alert.ts';
import { ALERT_ID } from '../../../../support/triggers.ts';
import { type CallApi, NOW, startApi, startApiOver } from '../call-api.ts';

const ALERT = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'above', level: '65000' } };
const HOUR_MS = 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();

let held: Held;
let call: CallApi;
beforeEach(() => {
  held = holdNothing();
  call = startApi(held);
});

async function exported(by: CallApi = call) {
  return alertExportSchema.parse((await by('GET /api/alerts/export')).body);
}

async function imported(body: unknown, by: CallApi = call) {
  return importViewSchema.parse((await by('POST /api/alerts/import', { body })).body);
}

const level = fc.integer({ min: 1, max: 999_999 }).map(String);
const condition = fc.record({
  metric: fc.constantFrom('price', 'volume-5m'),
  op: fc.constantFrom('above', 'below'),
  level,
});
const range = fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 500, max: 900 })).map(([from, to]) => ({
  ...{ metric: 'price', op: 'leaves', from: String(from), to: String(to) },
}));
/** What a person may ask for. */
const asked = fc
  .record({
    symbol: fc.constantFrom('BTCUSDT', 'ETHUSDT'),
    rule: fc.oneof(
      fc.oneof(condition, range).map((one) => ({ condition: one })),
      fc.array(condition, { minLength: 2, maxLength: 5 }).map((all) => ({ all })),
    ),
    options: fc.oneof(
      fc.constant({}),
      fc.record({ repeat: fc.constant({ mode: 'every-time', cooldownSeconds: 300 }) }),
      fc.record({ confirm: fc.constant('minute-close') }),
      fc.constant({ repeat: { mode: 'every-time', cooldownSeconds: 300, reanchor: true, step: '+5%' } }),
      fc.integer({ min: 1, max: 100 }).map((hours) => ({ expiresAt: iso(NOW + hours * HOUR_MS) })),
    ),
    channels: fc.constantFrom(
      [{ type: 'email' }],
      [{ type: 'email' }, { type: 'webhook', url: 'https://hooks.example.com/a', preset: 'discord' }],
    ),
    name: fc.option(fc.constantFrom('Exit', '=1+1', 'Ünïcode 🔔')),
    note: fc.option(fc.string({ maxLength: 50 }).filter((text) => !/\p{Cc}/u.test(text))),
    externalId: fc.option(fc.uuid()),
  })
  .map(({ rule, options, ...fields }) => ({ ...fields, ...rule, ...options }));
const status = fc.constantFrom('active', 'paused', 'snoozed', 'triggered', 'expired');

/** Makes the alert, and brings it into the status. */
async function make(alert: object, wanted: string): Promise<void> {
  const { status: made, body } = await call('POST /api/alerts', { body: alert });
  if (made !== 201) return;
  const { id } = Object(body);
  if (wanted === 'paused') await call('PATCH /api/alerts/{id}', { path: { id }, body: { status: 'paused' } });
  if (wanted === 'snoozed') {
    const until = { status: 'paused', pausedUntil: iso(NOW + 60_000) };
    await call('PATCH /api/alerts/{id}', { path: { id }, body: until });
  }
  const stored = held.alerts.get(id);
  if (stored && stored.rule !== null && (wanted === 'triggered' || wanted === 'expired'))
    held.alerts.set(id, { ...stored, state: { status: wanted, asOf: null, watchedFrom: null } });
}

/** Without what names the alert: the id, and the external id that an import makes of it. */
function content({ alerts }: Awaited<ReturnType<typeof exported>>) {
  return alerts
    .map(({ id: _id, externalId, note, ...alert }) => ({
      ...alert,
      // a table has no empty note beside none
      note: note || null,
      externalId: externalId?.startsWith('import:') ? null : externalId,
    }))
    .map((alert) => JSON.stringify(alert))
    .sort();
}

/** The items of an import that a file holds. */
async function itemsOf(format: 'json' | 'csv'): Promise<readonly object[]> {
  const { body } = await call('GET /api/alerts/export', { query: { format } });
  if (format === 'json') return alertExportSchema.parse(body).alerts;
  const { alerts, problems } = readAlertCsv(String(body));
  expect(problems).toEqual([]);
  return alerts.map(({ alert }) => alert);
}

describe('an export', () => {
  it.each(['json', 'csv'] as const)(
    'as %s, imported into an empty account, is exported there as the same, but for what names an alert',
    async (format) => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(asked, status), { minLength: 1, maxLength: 6 }), async (alerts) => {
          held = holdNothing();
          call = startApi(held);
          for (const [alert, wanted] of alerts) await make(alert, wanted);
          const first = await exported();
          const items = await itemsOf(format);
          const elsewhere = startApi(holdNothing());
          if (first.alerts.length > 0) {
            const { made, refused } = await imported({ alerts: items }, elsewhere);
            expect([made, refused]).toEqual([first.alerts.length, 0]);
          }
          const second = await exported(elsewhere);
          expect(content(second)).toEqual(content(first));
          // and once more, with the ids that it was given there: nothing is made
          if (second.alerts.length > 0) {
            const again = await imported({ alerts: items }, elsewhere);
            expect(again).toMatchObject({ made: 0, exists: first.alerts.length, refused: 0 });
          }
        }),
        { numRuns: 60 },
      );
    },
  );

  it('is a file, and has only the alerts that the filters leave', async () => {
    await call('POST /api/alerts', { body: ALERT });
    await call('POST /api/alerts', { body: { ...ALERT, symbol: 'ETHUSDT' } });
    const { headers, body } = await call('GET /api/alerts/export', { query: { symbol: 'ETHUSDT' } });
    expect(headers['content-disposition']).toBe('attachment; filename="pricebell-alerts-2026-11-22.json"');
    expect(body).toMatchObject({ version: 1, alerts: [{ symbol: 'ETHUSDT', status: 'active' }], faulty: [] });
    expect(Object(body).alerts).toHaveLength(1);
  });

  it('has no secrets and nothing of another person', async () => {
    await call('POST /api/alerts', { body: ALERT });
    const { body } = await call('GET /api/alerts/export', { claims: BOBS_CLAIMS });
    expect(body).toMatchObject({ alerts: [] });
  });

  it('names the alerts whose rule can not be read', async () => {
    const state = { status: 'faulty', fault: 'rule', asOf: null, watchedFrom: null } as const;
    held.alerts.set(ALERT_ID, { ...buildStoredAlert(), rule: null, state });
    expect(await exported()).toMatchObject({ alerts: [], faulty: [ALERT_ID] });
  });

  it('as CSV is a table with the sentence of each alert, and no cell of it is a formula', async () => {
    await call('POST /api/alerts', { body: { ...ALERT, name: '=HYPERLINK("x")', note: 'a "b", c' } });
    const { headers, body } = await call('GET /api/alerts/export', { query: { format: 'csv' } });
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    const [head, row] = String(body).split('\r\n');
    expect(head).toMatch(/^\uFEFFname,symbol,status,alert,note,channels,expires,created,id,externalId,condition,/);
    expect(row).toMatch(/^"'=HYPERLINK\(""x""\)",BTCUSDT,arming,/);
    expect(row).toContain('"a ""b"", c",email,');
  });
});

describe('an import', () => {
  const item = { id: ALERT_ID, ...ALERT, status: 'active' };

  it('makes nothing twice, whichever of its names an alert has', async () => {
    const named = { ...ALERT, externalId: 'mine' };
    expect(await imported({ alerts: [item, named] })).toMatchObject({ made: 2 });
    expect(await imported({ alerts: [named, item] })).toMatchObject({ made: 0, exists: 2 });
    expect(await imported({ alerts: (await exported()).alerts })).toMatchObject({ made: 0, exists: 2 });
    expect(held.alerts.size).toBe(2);
  });

  it('keeps the step by which each fire moves the level', async () => {
    const repeat = { mode: 'every-time', cooldownSeconds: 300, reanchor: true, step: '+5%' };
    expect(await call('POST /api/alerts', { body: { ...ALERT, repeat } })).toMatchObject({ status: 201 });
    const elsewhere = startApi(holdNothing());
    expect(await imported(await exported(), elsewhere)).toMatchObject({ made: 1 });
    expect((await exported(elsewhere)).alerts).toMatchObject([{ condition: ALERT.condition, repeat }]);
  });

  it('leaves an alert of the same account alone: it has the id of the item', async () => {
    await call('POST /api/alerts', { body: ALERT });
    expect(await imported(await exported())).toMatchObject({ made: 0, exists: 1 });
    expect(held.alerts.size).toBe(1);
  });

  it('leaves an alert alone that was imported elsewhere and comes home', async () => {
    await call('POST /api/alerts', { body: ALERT });
    const elsewhere = startApi(holdNothing());
    await imported(await exported(), elsewhere);
    expect(await imported(await exported(elsewhere))).toMatchObject({ made: 0, exists: 1 });
    expect(held.alerts.size).toBe(1);
  });

  it('is named in the history of what it makes', async () => {
    await imported({ alerts: [item] });
    expect([...held.history.values()].flat()).toMatchObject([{ by: 'import', what: 'created' }]);
  });

  it('refuses an alert that would expire before its pause ends', async () => {
    const paused = { ...item, status: 'paused', pausedUntil: iso(NOW + 2 * HOUR_MS), expiresAt: iso(NOW + HOUR_MS) };
    const { results } = await imported({ alerts: [paused] });
    expect(results[0]?.problem).toMatchObject({ errors: [{ path: 'expiresAt' }] });
    expect(held.alerts.size).toBe(0);
  });

  it('refuses single alerts, each with its problem', async () => {
    const { results } = await imported({ alerts: [item, { ...item, x: 1 }, { ...ALERT, symbol: 'NOUSDT' }, 7] });
    expect(results.map(({ result }) => result)).toEqual(['made', 'refused', 'refused', 'refused']);
    expect(results[2]?.problem).toMatchObject({ errors: [{ path: 'symbol' }] });
  });

  it('arms an alert whose pause has ended since, and pauses one whose pause has not', async () => {
    const paused = (pausedUntil: number, id: string) => ({
      ...item,
      id,
      status: 'paused',
      pausedUntil: iso(pausedUntil),
    });
    const ended = paused(NOW - 1, ALERT_ID);
    const { results } = await imported({ alerts: [ended, { ...paused(NOW + 60_000, 'x'), id: undefined }] });
    expect(results.map(({ alert }) => [alert?.status, alert?.pausedUntil])).toEqual([
      ['arming', null],
      ['paused', iso(NOW + 60_000)],
    ]);
  });

  it('takes no room of armed alerts for one that has fired, and follows no coin for it', async () => {
    const { results } = await imported({ alerts: [{ ...item, status: 'triggered' }] });
    expect(results[0]?.alert).toMatchObject({ status: 'triggered' });
    expect(held.coins.size).toBe(0);
  });

  it('says what it would do without doing it, within the limits', async () => {
    call = startApiOver(memoryTables(held), () => NOW, undefined, { ...LIMITS, maxAlerts: 1 });
    const { results, dryRun } = await imported({ alerts: [item, ALERT], dryRun: true });
    expect([dryRun, held.alerts.size, held.coins.size]).toEqual([true, 0, 0]);
    expect(results.map(({ result }) => result)).toEqual(['made', 'refused']);
    expect(results.map(({ result }) => result)).toEqual(
      (await imported({ alerts: [item, ALERT] })).results.map(({ result }) => result),
    );
  });

  it('says so with one read of each count, however many alerts there are', async () => {
    const symbols = Array.from({ length: 40 }, (_, index) => `A${index}USDT`);
    held.catalogue = symbols.map((symbol) => listing(symbol));
    const tables = memoryTables(held);
    const read: string[] = [];
    const counts: typeof tables.counts = {
      ...tables.counts,
      read(key) {
        read.push(key.item);
        return tables.counts.read(key);
      },
    };
    call = startApiOver({ ...tables, counts }, () => NOW, undefined, LIMITS);
    await imported({ alerts: symbols.map((symbol) => ({ ...ALERT, symbol })), dryRun: true });
    expect(read.filter((name) => name.startsWith('usage#'))).toHaveLength(symbols.length);
  });
});

describe('the list of alerts', () => {
  it('finds an alert by its external id', async () => {
    const { body } = await call('POST /api/alerts', { body: { ...ALERT, externalId: 'mine' } });
    const find = async (query: Record<string, string>) => Object((await call('GET /api/alerts', { query })).body).items;
    expect(await find({ externalId: 'mine' })).toEqual([body]);
    expect(await find({ externalId: 'mine', symbol: 'ETHUSDT' })).toEqual([]);
    expect(await find({ externalId: 'other' })).toEqual([]);
  });
});
