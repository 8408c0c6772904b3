import { describe, expect, it } from 'vitest';
import { readAlertCsv } from '../../../../text/csv/alert-csv.ts';

/** What the row after the head is read as. */
function readRow(head: string, row: string) {
  return readAlertCsv(`${head}\n${row}\n`);
}

describe('a table written by hand', () => {
  it('needs the coin and the condition alone, in any order and any case', () => {
    const { alerts, problems } = readRow('Condition,SYMBOL', 'price crosses-above 65000, BTCUSDT');
    expect(problems).toEqual([]);
    const condition = { metric: 'price', op: 'crosses-above', level: '65000' };
    expect(alerts).toEqual([{ line: 2, alert: { symbol: 'BTCUSDT', condition } }]);
  });

  it('says several conditions in one cell, and ranges', () => {
    const { alerts } = readRow('symbol,condition', 'BTCUSDT,price enters 60000 to 65000; volume-5m above 20000000');
    const all = [
      { metric: 'price', op: 'enters', from: '60000', to: '65000' },
      { metric: 'volume-5m', op: 'above', level: '20000000' },
    ];
    expect(alerts).toMatchObject([{ alert: { all } }]);
  });

  it('says how an alert repeats in columns of their own', () => {
    const head = 'symbol,condition,repeat,cooldownSeconds,step,rearmPercent';
    const { alerts } = readRow(head, 'BTCUSDT,price above 65000,every-time,300,\'+5%,"0,5"');
    const repeat = { mode: 'every-time', cooldownSeconds: 300, reanchor: true, step: '+5%' };
    expect(alerts).toMatchObject([{ alert: { repeat, rearmPercent: 0.5 } }]);
  });

  it.each([
    ['email', [{ type: 'email' }]],
    [
      'email https://hooks.example.com/a+b',
      [{ type: 'email' }, { type: 'webhook', url: 'https://hooks.example.com/a+b' }],
    ],
    ['discord:https://discord.com/x', [{ type: 'webhook', url: 'https://discord.com/x', preset: 'discord' }]],
    [
      'telegram/-100123:https://api.telegram.org/bot1:x/sendMessage',
      [{ type: 'webhook', url: 'https://api.telegram.org/bot1:x/sendMessage', preset: 'telegram', chatId: '-100123' }],
    ],
  ])('names channels: %s', (cell, channels) => {
    const { alerts } = readRow('symbol,condition,channels', `BTCUSDT,price above 65000,${cell}`);
    expect(alerts).toMatchObject([{ alert: { channels } }]);
  });

  it('has columns that no import reads: the sentence, the day it was made, and what it does not know', () => {
    const { alerts } = readRow('symbol,condition,alert,created,colour', 'BTCUSDT,price above 1,waits,2026-01-01,red');
    expect(Object.keys(alerts[0]?.alert ?? {})).toEqual(['symbol', 'condition']);
  });
});

describe('a row that can not be read', () => {
  it('is named with its line and column, and leaves the others alone', () => {
    const file = [
      'symbol,condition,holdSeconds,status',
      'BTCUSDT,price above 65000,,',
      'BTCUSDT,price higher,soon,',
      ',price above 65000,,faulty',
      'ETHUSDT,,60,paused',
    ].join('\r\n');
    const { alerts, problems } = readAlertCsv(file);
    expect(alerts.map(({ line }) => line)).toEqual([2]);
    expect(problems.map(({ line, column }) => [line, column])).toEqual([
      [3, 'condition'],
      [3, 'holdSeconds'],
      [4, 'status'],
      [4, 'symbol'],
      [5, 'condition'],
    ]);
  });

  it.each([
    ['a file without the columns it needs', 'name,note\nx,y', { line: 1, column: null }],
    ['an empty file', '', { line: 1, column: null }],
    ['a quote that does not end', 'symbol,condition\n"BTC', { line: 2, column: null }],
  ])('%s is refused as a whole', (_what, file, problem) => {
    expect(readAlertCsv(file)).toMatchObject({ alerts: [], problems: [problem] });
  });
});
