import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readAlarms } from '../../../../web/build/runbook-alarms.ts';

test('the rows of each table of alarms are read as plain text, and no row of another table', () => {
  const markdown = [
    '| line | means |',
    '|---|---|',
    '| `x` | y |',
    '',
    '| alarm | means | do |',
    '|---|---|---|',
    '| `A` | *bad* | see [the log](log.md) |',
    '',
    '| alarm | means | do |',
    '|---|---|---|',
    '| `B` | worse | `run` it |',
  ].join('\n');
  expect(readAlarms(markdown)).toEqual([
    { name: 'A', means: 'bad', remedy: 'see the log' },
    { name: 'B', means: 'worse', remedy: 'run it' },
  ]);
  expect(() => readAlarms('nothing')).toThrow('no table of alarms');
});

test('the runbook has alarms, each with what it means and what to do', () => {
  const alarms = readAlarms(readFileSync('docs/runbook.md', 'utf8'));
  expect(alarms.length).toBeGreaterThan(10);
  expect(alarms.filter(({ name, means, remedy }) => !/^\w+$/.test(name) || !means || !remedy)).toEqual([]);
});
