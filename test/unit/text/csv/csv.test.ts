import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { toCsv } from '../../../../text/csv/csv.ts';
import { CsvError, parseCsv } from '../../../../text/csv/parse-csv.ts';

const cell = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^'{0,2}[=+\-@\t\r,;"\n]{1,5}$/));
const row = fc.array(cell, { minLength: 1, maxLength: 4 }).filter((cells) => cells.some((it) => it !== ''));
/** A byte order mark at the start is the file's. */
const rows = fc.array(row, { maxLength: 6 }).filter(([first]) => !first?.[0]?.startsWith('\uFEFF'));

it('cells are read back as they were, whatever they hold', () => {
  fc.assert(
    fc.property(rows, (written) => {
      // the first line says which separator there is
      const table = [['one', 'two', 'three'], ...written];
      expect(parseCsv(toCsv(table)).map(({ cells }) => cells)).toEqual(table);
    }),
  );
});

it('no cell begins as a formula, also when it is opened as plain text', () => {
  fc.assert(
    fc.property(cell, (text) => {
      expect(toCsv([[text]]).replace(/^\uFEFF"?/, '')).not.toMatch(/^[=+\-@\t]|^\r[^\n]/);
    }),
  );
});

it.each([
  ['a semicolon, as Excel writes it where the comma is the decimal sign', 'a;b\r\n"1;5";2,5\r\n', ['1;5', '2,5']],
  ['tabs and plain line ends', 'a\tb\n1\t2\n', ['1', '2']],
  ['no line end after the last row', 'a,b\r1,2', ['1', '2']],
  ['an empty cell at the end of the file', 'a,b\n1,', ['1', '']],
])('reads files with %s', (_what, file, cells) => {
  expect(parseCsv(file).at(-1)?.cells).toEqual(cells);
});

it('a row knows the line on which it begins, also after cells of several lines and empty lines', () => {
  const file = 'a,b\r\n"one\r\ntwo",2\r\n\r\n,\r\n3,4\r\n';
  expect(parseCsv(file).map(({ line }) => line)).toEqual([1, 2, 6]);
});

it.each([
  ['a quote that does not end', 'a\n"open\nfile', 2],
  ['a quote inside a cell', 'a\n1\nfive"six', 3],
])('names the line of %s', (_what, file, line) => {
  expect(() => parseCsv(file)).toThrow(CsvError);
  try {
    parseCsv(file);
  } catch (error) {
    expect(error).toMatchObject({ line });
  }
});
