import { expect, it } from 'vitest';
import { formatFields, formatTable } from '../../../../cli/terminal/table.ts';
import { testTerminal } from '../run-line.ts';

interface Row {
  readonly name: string;
  readonly price: string;
}

const COLUMNS = [
  { title: 'NAME', value: ({ name }: Row) => name },
  { title: 'PRICE', value: ({ price }: Row) => price, align: 'right' },
] as const;
const PLAIN = testTerminal();

it('gives each column the width of its widest value; a wide sign takes two places, a combined one what is seen', () => {
  const rows = [
    { name: '币安', price: '9' },
    { name: 'e\u0301a', price: '12.5' },
    { name: '👩‍👩‍👧x', price: '' },
  ];
  expect(formatTable(COLUMNS, rows, PLAIN)).toEqual([
    'NAME  PRICE', //
    '币安      9',
    'e\u0301a     12.5',
    '👩‍👩‍👧x       -',
  ]);
});

it('writes a row on one line, without signs that steer a terminal', () => {
  const rows = [{ name: 'two\nlines\u001b[31m', price: '1' }];
  expect(formatTable(COLUMNS, rows, PLAIN)[1]).toBe('two lines [31m      1');
});

it('has colours only where they are shown', () => {
  expect(formatFields([['name', null]], PLAIN)).toEqual(['name  -']);
  expect(formatFields([['name', 'x']], testTerminal({ colours: true }))).toEqual(['\u001b[1mname\u001b[22m  x']);
});
