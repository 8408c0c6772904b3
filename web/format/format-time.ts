const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(undefined, { ...options, timeZone: zone, hourCycle: 'h23' });
    formats.set(key, format);
  }
  return format;
}

type Instant = string | number;
const ms = (instant: Instant) => (typeof instant === 'number' ? instant : Date.parse(instant));

/** `12:04`. `instant`: ISO 8601 or ms; `zone`: an IANA name */
export function formatClock(instant: Instant, zone: string): string {
  return formatOf(zone, { hour: '2-digit', minute: '2-digit' }).format(ms(instant));
}

/** `12:04:09` */
export function formatSecond(instant: Instant, zone: string): string {
  return formatOf(zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(ms(instant));
}

/** `22 Nov 2026, 14:02:03.120`: as proof. */
export function formatExact(instant: Instant, zone: string): string {
  const day = { day: 'numeric', month: 'short', year: 'numeric' } as const;
  const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 } as const;
  return formatOf(zone, { ...day, ...time }).format(ms(instant));
}

/** `21 Nov, 14:02` */
export function formatMoment(instant: Instant, zone: string): string {
  return formatOf(zone, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(ms(instant));
}

/** `Saturday, 21 November 2026` */
export function formatDay(instant: Instant, zone: string): string {
  const options = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;
  return formatOf(zone, options).format(ms(instant));
}

/** `12:04` of today, `21 Nov, 14:02` of another day. */
export function formatSince(instant: Instant, { zone, now }: { zone: string; now: number }): string {
  return formatDay(instant, zone) === formatDay(now, zone) ? formatClock(instant, zone) : formatMoment(instant, zone);
}

const STEPS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** `7 s`, `3 min`, `2 h`, `4 d`: rounded down, never less than 0 s. */
export function formatAge(ageMs: number): string {
  const [unit, size] = STEPS.find(([, length]) => ageMs >= length) ?? ['s', 1_000];
  return `${Math.floor(Math.max(0, ageMs) / size)} ${unit}`;
}
