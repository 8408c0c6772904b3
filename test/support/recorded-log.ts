import type { Log } from '../../adapters/log.ts';

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A log that keeps its lines instead of printing them. */
export function recordedLog(): Log & { readonly lines: LogLine[]; messages(): string[] } {
  const lines: LogLine[] = [];
  const keep =
    (level: LogLine['level']) =>
    (message: string, fields = {}) =>
      void lines.push({ level, message, fields });
  return {
    lines,
    messages: () => lines.map((line) => line.message),
    info: keep('info'),
    warn: keep('warn'),
    error: keep('error'),
  };
}
