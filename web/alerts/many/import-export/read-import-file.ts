import { type ReadAlerts, type RowProblem, readAlertCsv } from '../../../../text/csv/alert-csv.ts';

/** An item of an import, and what a person finds it by in the file. */
export interface FileItem {
  /** `line 7`, `alert 3` */
  readonly place: string;
  /** `BTCUSDT`, or its name; '' where it has neither */
  readonly title: string;
  readonly alert: object;
}

export interface FileProblem {
  readonly place: string;
  readonly message: string;
}

export interface ImportFile {
  readonly items: readonly FileItem[];
  readonly problems: readonly FileProblem[];
}

/** Reads what an export writes, JSON or CSV, or a table by hand. What can't be read is named, and leaves the rest alone. */
export function readImportFile(text: string): ImportFile {
  return /^\uFEFF?\s*[[{]/.test(text) ? readJson(text) : fromTable(readAlertCsv(text));
}

function readJson(text: string): ImportFile {
  const alerts = alertsIn(text);
  if (alerts === null) return refusal('It is no file that an export of Pricebell writes.');
  return {
    items: alerts.flatMap((alert, index) => (isObject(alert) ? [item(`alert ${index + 1}`, alert)] : [])),
    problems: alerts.flatMap((alert, index) => {
      return isObject(alert) ? [] : [{ place: `alert ${index + 1}`, message: 'is no alert' }];
    }),
  };
}

/** An export, or a list of its alerts. */
function alertsIn(text: string): readonly unknown[] | null {
  try {
    const file: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (Array.isArray(file)) return file;
    return isObject(file) && 'alerts' in file && Array.isArray(file.alerts) ? file.alerts : null;
  } catch {
    return null;
  }
}

function fromTable({ alerts, problems }: ReadAlerts): ImportFile {
  return {
    items: alerts.map(({ line, alert }) => item(`line ${line}`, alert)),
    problems: problems.map((problem) => ({ place: `line ${problem.line}`, message: messageOf(problem) })),
  };
}

function messageOf({ column, message }: RowProblem): string {
  return column === null ? message : `${column} ${message}`;
}

function refusal(message: string): ImportFile {
  return { items: [], problems: [{ place: 'The file', message }] };
}

function item(place: string, alert: object): FileItem {
  const { name, symbol } = alert as { readonly name?: unknown; readonly symbol?: unknown };
  const title = [name, symbol].find((it) => typeof it === 'string' && it !== '');
  return { place, title: typeof title === 'string' ? title : '', alert };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
