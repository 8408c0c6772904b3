import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../json.ts';

/** At this size a log is renamed to `<name>.1.log`, which replaces the one before. */
const MAX_LOG_BYTES = 5 * 1024 * 1024;

export interface LogFile {
  write(line: string): void;
}

export function openLogFile(folder: string, name: string): LogFile {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.log`);
  let bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return {
    write(line) {
      if (bytes > MAX_LOG_BYTES) {
        renameSync(path, join(folder, `${name}.1.log`));
        bytes = 0;
      }
      appendFileSync(path, `${line}\n`);
      bytes += line.length + 1;
    },
  };
}

/** The message of a log line of level error; null for every other line. */
export function errorIn(line: string): string | null {
  if (!line.startsWith('{')) return null;
  const entry = parse(line);
  if (!isObject(entry) || String(entry.level).toLowerCase() !== 'error') return null;
  const detail = entry.detail ?? entry.error ?? entry.fault ?? entry.reason;
  return `${String(entry.message)}${detail === undefined ? '' : `: ${String(detail)}`}`;
}

/** Says that the exchange's socket is lost or back. That is no error, but the operator should know. Null for every other line. */
export function connectionChangeIn(line: string): string | null {
  if (!line.includes('"socket ')) return null;
  const entry = parse(line);
  if (!isObject(entry)) return null;
  if (entry.message === 'socket lost') return 'the socket is lost, coins are dark until it is back';
  return entry.message === 'socket open' && entry.reopened === true ? 'the socket is back' : null;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
