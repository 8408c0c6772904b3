import type { Settings } from '../people/person.ts';
import { createZoneClock, firstInstant } from '../people/zoned-time.ts';

/** One mail tells at most so many messages: more would be cut off by mail programs. */
export const MAX_MESSAGES_A_MAIL = 100;
/** The pause after a mail; while mails keep coming it doubles up to the last. */
export const FIRST_GAP_MS = 5_000;
export const LAST_GAP_MS = 60_000;
/** The pause after SES did not want a mail just now; it doubles too. */
export const FIRST_REFUSAL_PAUSE_MS = 2_000;
export const LAST_REFUSAL_PAUSE_MS = 15 * 60_000;
/** A mail that SES does not take for so long has failed. */
export const GIVE_UP_AFTER_MS = 48 * 3_600_000;

/** The way of a person's mails: the next one may leave at `openAt` (own clock, ms). `refusals`: in a row. */
export interface MailThrottle {
  readonly openAt: number;
  readonly gapMs: number;
  readonly refusals: number;
}

export const OPEN_THROTTLE: MailThrottle = { openAt: 0, gapMs: 0, refusals: 0 };

/** The throttle once a mail has left at `now`. After a gap without a mail it begins anew. */
export function throttleAfterMail({ openAt, gapMs }: MailThrottle, now: number): MailThrottle {
  const isBusy = now < openAt + gapMs;
  const gap = isBusy ? Math.min(2 * gapMs, LAST_GAP_MS) : FIRST_GAP_MS;
  return { openAt: now + gap, gapMs: gap, refusals: 0 };
}

/** The throttle once SES has said at `now` that it takes no mail just then. `throttle` as it was before the attempt. */
export function throttleAfterRefusal({ gapMs, refusals }: MailThrottle, now: number): MailThrottle {
  const pause = Math.min(FIRST_REFUSAL_PAUSE_MS * 2 ** refusals, LAST_REFUSAL_PAUSE_MS);
  return { openAt: now + pause, gapMs, refusals: refusals + 1 };
}

/** When a mail may leave that tells what has waited since `since`: at once, unless the person or the throttle wants it later. */
export function mailAt(settings: Settings, since: number, { openAt }: Pick<MailThrottle, 'openAt'>): number {
  return endOfQuiet(settings, Math.max(endOfDigest(settings, since), openAt));
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Full hours are those that clocks show: some zones are half an hour off. */
function endOfDigest({ digest, timeZone }: Settings, since: number): number {
  if (!digest) return since;
  const [every, at] = digest.every === 'day' ? [DAY_MS, timeOfDay(digest.at)] : [HOUR_MS, 0];
  return firstInstant(createZoneClock(timeZone), since, (shown) => modulo(at - shown, every));
}

/** The first instant at which clocks show no quiet time. */
function endOfQuiet({ quietHours, timeZone }: Settings, instant: number): number {
  if (!quietHours) return instant;
  const clock = createZoneClock(timeZone);
  const [from, to] = [timeOfDay(quietHours.from), timeOfDay(quietHours.to)];
  const isQuiet = (shown: number) => modulo(shown - from, DAY_MS) < modulo(to - from, DAY_MS);
  const msUntilOver = (shown: number) => (isQuiet(shown) ? modulo(to - shown, DAY_MS) : 0);
  let end = instant;
  // a change may leave out all the time between two quiet ones
  while (isQuiet(clock(end))) end = firstInstant(clock, end, msUntilOver);
  return end;
}

/** Since midnight, ms. */
function timeOfDay(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return (hours * 60 + minutes) * 60_000;
}

/** From 0 up to `divisor`, also of what is less than 0. */
function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
