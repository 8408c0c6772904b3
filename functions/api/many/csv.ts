/** A spreadsheet reads a cell that begins so as a formula, also behind a quote (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;

/** RFC 4180, with a byte order mark: without it Excel takes UTF-8 for the code page of its country. */
export function toCsv(rows: readonly (readonly (string | null)[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')}`;
}

/** What could be a formula gets an apostrophe in front, which a spreadsheet takes for "text". */
function cellOf(value: string | null): string {
  const text = value ?? '';
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
