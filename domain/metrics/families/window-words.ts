const UNITS: Readonly<Record<string, string>> = { m: 'minute', h: 'hour', d: 'day' };

/** Before a noun: `30d` → `30-day`, `1h` → `1-hour`. */
export function lengthInWords(window: string): string {
  return `${window.slice(0, -1)}-${UNITS[window.slice(-1)] ?? ''}`;
}
