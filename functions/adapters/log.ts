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

/** What an error says of itself, for a log line. */
export function errorFields(error: unknown): Fields {
  return error instanceof Error ? { error: error.name, detail: error.message, stack: error.stack } : { error };
}
