import { describe, expect, it } from 'vitest';
import { writeAlertCsv } from '../../../../../../text/csv/alert-csv.ts';
import { readImportFile } from '../../../../../../web/alerts/many/import-export/read-import-file.ts';
import { buildAlertView } from '../../../../../support/alert-views.ts';

const ALERT = { id: 'x', symbol: 'BTCUSDT', name: 'Exit', condition: { metric: 'price', op: 'above', level: '1' } };

describe('a file', () => {
  it.each([
    ['an export', JSON.stringify({ version: 1, exportedAt: 'then', alerts: [ALERT], faulty: [] })],
    ['a list of alerts', `\uFEFF ${JSON.stringify([ALERT])}`],
  ])('as %s is read with each alert named', (_what, text) => {
    expect(readImportFile(text)).toEqual({
      items: [{ place: 'alert 1', title: 'Exit', alert: ALERT }],
      problems: [],
    });
  });

  it('as a table is read with the lines of its rows', () => {
    const { items, problems } = readImportFile(writeAlertCsv([buildAlertView(), buildAlertView({ name: 'a\nb' })]));
    expect(problems).toEqual([]);
    expect(items.map(({ place, title }) => [place, title])).toEqual([
      ['line 2', 'BTCUSDT'],
      ['line 3', 'a\nb'],
    ]);
  });

  it('with bad rows names them, and keeps the good ones', () => {
    const table = readImportFile('symbol,condition\nBTCUSDT,price above 1\nETHUSDT,up\n');
    expect(table.items).toHaveLength(1);
    expect(table.problems).toMatchObject([{ place: 'line 3' }]);
    const list = readImportFile(JSON.stringify([ALERT, 'no alert', null]));
    expect(list.items).toHaveLength(1);
    expect(list.problems.map(({ place }) => place)).toEqual(['alert 2', 'alert 3']);
  });

  it.each([
    ['broken JSON', '{"alerts":['],
    ['other JSON', '{"coins":[]}'],
    ['text', 'hello'],
    ['nothing', ''],
  ])('that is %s is refused in words', (_what, text) => {
    const { items, problems } = readImportFile(text);
    expect([items.length, problems.length]).toEqual([0, 1]);
  });
});
