const UNITS = [
  ['day', 86_400_000, 2],
  ['hour', 3_600_000, 2],
  ['minute', 60_000, 0],
] as const;

/** `warming up, 40 more minutes`: until an instant, ISO 8601; never less than one minute. `now`: ms on the clock of that instant */
export function formatWarmUp(until: string, now: number): string {
  const left = Math.max(1, Date.parse(until) - now);
  const [unit, length] = UNITS.find(([, size, least]) => left >= size * least) ?? UNITS[2];
  const count = Math.ceil(left / length);
  return `warming up, ${count} more ${unit}${count === 1 ? '' : 's'}`;
}
