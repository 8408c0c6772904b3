/** A spreadsheet reads a cell that begins so as a formula, also behind a quote (OWASP, CSV injection). Apostrophes before it are the text's own. */
const FORMULA = /^'*[=+\-@\t\r]/;
/** A formula that `protect` has made a text. */
const PROTECTED = /^'+[=+\-@\t\r]/;

/** RFC 4180, with a byte order mark: without it Excel takes UTF-8 for the code page of its country. */
export function toCsv(rows: readonly (readonly (string | null)[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')}`;
}

function cellOf(value: string | null): string {
  const safe = protect(value ?? '');
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** What could be a formula gets an apostrophe in front, which a spreadsheet takes for "text". */
function protect(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** The text of a cell that `toCsv` has written. */
export function unprotect(cell: string): string {
  return PROTECTED.test(cell) ? cell.slice(1) : cell;
}
