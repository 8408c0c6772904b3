type Fields = Readonly<Record<string, unknown>>;

/** One JSON line an entry; the platform adds time and request id. */
function write(level: 'info' | 'warn' | 'error', message: string, fields: Fields): void {
  console[level](JSON.stringify({ level, message, ...fields }));
}

export const log = {
  info: (message: string, fields: Fields = {}) => write('info', message, fields),
  warn: (message: string, fields: Fields = {}) => write('warn', message, fields),
  error: (message: string, fields: Fields = {}) => write('error', message, fields),
};

export type Log = typeof log;

/** What an error says of itself, for a log line. One that gathers several says what each says. */
export function errorFields(error: unknown): Fields {
  if (!(error instanceof Error)) return { error };
  const each = error instanceof AggregateError ? error.errors.map(formatOf) : [];
  const detail = [error.message, ...each].filter((words) => words !== '').join('; ');
  return { error: error.name, detail, stack: error.stack };
}

function formatOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
