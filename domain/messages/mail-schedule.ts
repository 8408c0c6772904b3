import type { Profile, Settings } from '../people/person.ts';
import { createZoneClock, firstInstant } from '../people/zoned-time.ts';

/** Mail programs cut off a mail with more messages. */
export const MAX_MESSAGES_A_MAIL = 100;
/** The pause after a mail. It doubles while mails keep coming, up to the last. */
export const FIRST_GAP_MS = 5_000;
export const LAST_GAP_MS = 60_000;
/** The pause after SES refuses a mail for now. It doubles with each refusal in a row. */
export const FIRST_REFUSAL_PAUSE_MS = 2_000;
export const LAST_REFUSAL_PAUSE_MS = 15 * 60_000;
/** A mail that SES keeps refusing for this long has failed. */
export const GIVE_UP_AFTER_MS = 48 * 3_600_000;

/**
 * SES takes no mail to a person for now: since its first refusal in a row (own clock, ms), and why, as it said last. It ends with the
 * next mail that SES takes, or when nothing waits any more.
 */
export interface MailDelay {
  readonly since: number;
  readonly detail: string;
}

/** Limits how often a person gets mail: the next one may leave at `openAt` (own clock, ms). `refusals`: by SES, in a row. */
export interface MailThrottle {
  readonly openAt: number;
  readonly gapMs: number;
  readonly refusals: number;
  /** null: mails leave */
  readonly delay: MailDelay | null;
}

export const OPEN_THROTTLE: MailThrottle = { openAt: 0, gapMs: 0, refusals: 0, delay: null };

/** The throttle with which a mail reserves its turn at `now`. A gap without a mail resets the pause to the first. */
export function throttleAfterMail({ openAt, gapMs, delay }: MailThrottle, now: number): MailThrottle {
  const isBusy = now < openAt + gapMs;
  const gap = isBusy ? Math.min(2 * gapMs, LAST_GAP_MS) : FIRST_GAP_MS;
  return { openAt: now + gap, gapMs: gap, refusals: 0, delay };
}

/** The throttle after SES has refused a mail for now. Takes the throttle as it was before the attempt. `at` on our own clock, ms. */
export function throttleAfterRefusal(
  before: MailThrottle,
  { at, detail }: { at: number; detail: string },
): MailThrottle {
  const { gapMs, refusals, delay } = before;
  const pause = Math.min(FIRST_REFUSAL_PAUSE_MS * 2 ** refusals, LAST_REFUSAL_PAUSE_MS);
  return { openAt: at + pause, gapMs, refusals: refusals + 1, delay: { since: delay?.since ?? at, detail } };
}

/**
 * When the messages that have waited since `since` may leave in a mail: at once, unless the digest, the throttle or quiet hours
 * put it off. Own clock, ms.
 */
export function mailAt(settings: Settings, since: number, { openAt }: Pick<MailThrottle, 'openAt'>): number {
  return endOfQuiet(settings, Math.max(endOfDigest(settings, since), openAt));
}

interface Wait extends Pick<Profile, 'settings' | 'updatedAt'> {
  /** since when the oldest message waits */
  readonly since: number;
  readonly throttle: Pick<MailThrottle, 'openAt' | 'delay'>;
}

/**
 * How long the oldest message has been waiting at `now` although it could leave, ms; at most an hour, since no more is looked back.
 * Quiet hours, the digest and the pause after a mail are no lateness, nor is what changed settings no longer put off; the pauses while
 * SES takes nothing are. Own clock, ms.
 */
export function latenessOf({ settings, updatedAt, since, throttle: { openAt, delay } }: Wait, now: number): number {
  const couldLeaveFrom = Math.max(delay ? 0 : openAt, updatedAt, now - HOUR_MS);
  return Math.max(0, now - mailAt(settings, since, { openAt: couldLeaveFrom }));
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A full hour is one on the person's clock: some zones are half an hour off. */
function endOfDigest({ digest, timeZone }: Settings, since: number): number {
  if (!digest) return since;
  const [every, at] = digest.every === 'day' ? [DAY_MS, timeOfDay(digest.at)] : [HOUR_MS, 0];
  return firstInstant(createZoneClock(timeZone), since, (shown) => modulo(at - shown, every));
}

/** The first instant at or after `instant` that is outside quiet hours. */
function endOfQuiet({ quietHours, timeZone }: Settings, instant: number): number {
  if (!quietHours) return instant;
  const clock = createZoneClock(timeZone);
  const [from, to] = [timeOfDay(quietHours.from), timeOfDay(quietHours.to)];
  const isQuiet = (shown: number) => modulo(shown - from, DAY_MS) < modulo(to - from, DAY_MS);
  const msUntilOver = (shown: number) => (isQuiet(shown) ? modulo(to - shown, DAY_MS) : 0);
  let end = instant;
  // a change of clocks can skip all the time between two quiet periods
  while (isQuiet(clock(end))) end = firstInstant(clock, end, msUntilOver);
  return end;
}

/** ms since midnight */
function timeOfDay(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return (hours * 60 + minutes) * 60_000;
}

/** From 0 up to `divisor`, for negative values too. */
function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
