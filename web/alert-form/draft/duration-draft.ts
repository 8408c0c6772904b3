/** Lengths of time that a person picks a unit for. */
export const DURATION_UNITS = ['seconds', 'minutes', 'hours', 'days'] as const;
export type DurationUnit = (typeof DURATION_UNITS)[number];

/** `amount`: as it was typed. */
export interface DurationDraft {
  readonly amount: string;
  readonly unit: DurationUnit;
}

const SECONDS: Readonly<Record<DurationUnit, number>> = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 };

/** In the largest unit that is exact. */
export function durationDraft(seconds: number): DurationDraft {
  const unit =
    DURATION_UNITS.findLast((each) => seconds >= SECONDS[each] && seconds % SECONDS[each] === 0) ?? 'seconds';
  return { amount: `${seconds / SECONDS[unit]}`, unit };
}

/** Null for what is no whole number of seconds. */
export function secondsOf({ amount, unit }: DurationDraft): number | null {
  if (!/^\s*\d{1,9}(?:[.,]\d{1,6})?\s*$/.test(amount)) return null;
  const seconds = Number(amount.trim().replace(',', '.')) * SECONDS[unit];
  const whole = Math.round(seconds);
  return Math.abs(seconds - whole) < 1e-6 ? whole : null;
}
