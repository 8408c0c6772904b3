import type { AlertView } from '../../contract/alert-view.ts';
import { ALERT_COLUMNS, type AlertColumn, type Fields } from './alert-columns.ts';
import { toCsv } from './csv.ts';
import { CsvError, parseCsv } from './parse-csv.ts';

/** All that an import needs to make the alerts again, beside what people read. */
export function writeAlertCsv(alerts: Iterable<AlertView>): string {
  const rows = Array.from(alerts, (alert) => ALERT_COLUMNS.map(({ write }) => write(alert)));
  return toCsv([ALERT_COLUMNS.map(({ name }) => name), ...rows]);
}

export interface ReadAlert {
  readonly line: number;
  /** an item of `POST /api/alerts/import` */
  readonly alert: Fields;
}

export interface RowProblem {
  /** of the file, from 1 */
  readonly line: number;
  /** null: of the whole row, or of the file */
  readonly column: string | null;
  readonly message: string;
}

export interface ReadAlerts {
  readonly alerts: readonly ReadAlert[];
  readonly problems: readonly RowProblem[];
}

/** Columns may be left out, stand in any order, and be named in any case; those that no alert has are not read. A row with a problem is no alert. */
export function readAlertCsv(file: string): ReadAlerts {
  try {
    const [head, ...rows] = parseCsv(file);
    const columns = (head?.cells ?? []).map(columnNamed);
    const missing = ['symbol', 'condition'].filter((name) => !columns.some((column) => column?.name === name));
    if (missing.length > 0) return refusal(1, `the first line must name the columns, with ${missing.join(' and ')}`);
    const read = rows.map(({ line, cells }) => ({ line, ...readRow(columns, cells) }));
    return {
      alerts: read.flatMap(({ line, alert, problems }) => (problems.length === 0 ? [{ line, alert }] : [])),
      problems: read.flatMap(({ line, problems }) => problems.map((problem) => ({ line, ...problem }))),
    };
  } catch (error) {
    if (error instanceof CsvError) return refusal(error.line, error.message);
    throw error;
  }
}

function refusal(line: number, message: string): ReadAlerts {
  return { alerts: [], problems: [{ line, column: null, message }] };
}

function columnNamed(cell: string): AlertColumn | null {
  const name = cell.trim().toLowerCase();
  return ALERT_COLUMNS.find((column) => column.name.toLowerCase() === name) ?? null;
}

function readRow(columns: readonly (AlertColumn | null)[], cells: readonly string[]) {
  const problems: Pick<RowProblem, 'column' | 'message'>[] = [];
  let alert: Fields = {};
  for (const [index, column] of columns.entries()) {
    const cell = textOf(column, cells[index] ?? '');
    if (cell === '' || !column?.read) continue;
    const read = column.read(cell);
    if (typeof read === 'string') problems.push({ column: column.name, message: read });
    else alert = withFields(alert, read);
  }
  if (!alert.symbol) problems.push({ column: 'symbol', message: 'is required' });
  const isWithoutRule = !alert.condition && !alert.all && !problems.some(({ column }) => column === 'condition');
  if (isWithoutRule) problems.push({ column: 'condition', message: 'is required' });
  return { alert, problems };
}

function textOf(column: AlertColumn | null, cell: string): string {
  return column?.isFreeText ? cell : cell.trim();
}

/** Several columns make up `repeat`. */
function withFields(alert: Fields, read: Fields): Fields {
  const repeat = read.repeat ? { repeat: { ...asFields(alert.repeat), ...asFields(read.repeat) } } : {};
  return { ...alert, ...read, ...repeat };
}

function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
