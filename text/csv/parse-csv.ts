import { unprotect } from './csv.ts';

export interface CsvRow {
  /** where it begins in the file, from 1 */
  readonly line: number;
  readonly cells: readonly string[];
}

export class CsvError extends Error {
  override readonly name = 'CsvError';
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** What spreadsheets put between cells: Excel takes the semicolon where the comma is the decimal sign. */
const SEPARATORS = [',', ';', '\t'] as const;

/** What comes next in a row: a quoted cell or a plain one, and what ends it. */
const CELL = {
  ',': /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y,
  ';': /(?:"((?:[^"]|"")*)"|([^";\r\n]*))(;|\r\n|\n|\r|$)/y,
  '\t': /(?:"((?:[^"]|"")*)"|([^"\t\r\n]*))(\t|\r\n|\n|\r|$)/y,
} as const;

/**
 * Reads what `toCsv` or a spreadsheet writes: RFC 4180, with or without a byte order mark, whichever separator and line end. Empty
 * lines are left out. @throws CsvError where a quote does not end, or stands inside a cell without quotes
 */
export function parseCsv(file: string): CsvRow[] {
  const text = file.replace(/^\uFEFF/, '');
  const pattern = new RegExp(CELL[separatorOf(text)]);
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let [line, start] = [1, 1];
  while (pattern.lastIndex < text.length || cells.length > 0) {
    const [whole, quoted, plain = '', end] = pattern.exec(text) ?? [];
    if (whole === undefined) throw new CsvError(line, 'a quote is not closed, or stands inside a cell');
    cells.push(unprotect(quoted?.replaceAll('""', '"') ?? plain));
    line += whole.match(/\r\n|\n|\r/g)?.length ?? 0;
    if (SEPARATORS.some((separator) => separator === end)) continue;
    if (cells.some((cell) => cell !== '')) rows.push({ line: start, cells });
    [cells, start] = [[], line];
  }
  return rows;
}

/** The one that the first line has most of. */
function separatorOf(text: string): (typeof SEPARATORS)[number] {
  const [head = ''] = text.split(/\r|\n/, 1);
  const countOf = (separator: string) => head.split(separator).length;
  return SEPARATORS.reduce((best, it) => (countOf(it) > countOf(best) ? it : best));
}
