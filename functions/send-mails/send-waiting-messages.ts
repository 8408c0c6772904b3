import type { StoredThrottle, Waiting } from '../../adapters/dynamodb/messages/mail-throttle-table.ts';
import { MAX_DELAY_MS } from '../../adapters/queues/message-queue.ts';
import {
  MAX_MESSAGES_A_MAIL,
  type MailThrottle,
  mailAt,
  throttleAfterMail,
  throttleAfterRefusal,
} from '../../domain/messages/mail-schedule.ts';
import { type MailOff, mailOffOf, type Profile } from '../../domain/people/person.ts';
import { claimWaiting } from './claim-waiting.ts';
import { closeWaiting } from './close-waiting.ts';
import type { MailDeps } from './mail-deps.ts';
import { sendMail } from './send-mail.ts';

/** A wake that has not come for so long after its time will not come any more. */
const LOST_WAKE_MS = 5 * 60_000;

/**
 * Sends one mail with what waits for the person, if one may leave now; else, or when something is left, sees to it that
 * somebody looks again. Can be repeated at any point, by several at once (docs/decisions/0012).
 */
export async function sendWaitingMessages(person: string, deps: MailDeps): Promise<void> {
  const waiting = await deps.throttle.readWaiting(person, MAX_MESSAGES_A_MAIL);
  if (waiting.length === 0) return;
  const profile = await deps.people.readProfile(person);
  const off = profile && mailOffOf(profile);
  if (!profile || off) return closeAll({ person, waiting, off }, deps);
  const throttle = await deps.throttle.readThrottle(person);
  const now = deps.now();
  // it may be late, and quiet hours have begun meanwhile
  const openAt = Math.max(throttle.openAt, now);
  const at = mailAt(profile.settings, Math.min(...waiting.map(({ since }) => since)), { openAt });
  if (at > now) return wakeAt({ person, throttle, at }, deps);
  const taken = throttleAfterMail(throttle, now);
  if (await deps.throttle.replaceThrottle(person, throttle, taken))
    return mailNow({ person, profile, waiting, throttle, taken }, deps);
  const moved = await deps.throttle.readThrottle(person); // somebody else is mailing at this moment
  await wakeAt({ person, throttle: moved, at: moved.openAt }, deps);
}

async function closeAll(
  { person, waiting, off }: { person: string; waiting: readonly Waiting[]; off: MailOff | null },
  deps: MailDeps,
): Promise<void> {
  const { closed, againAt } = await closeWaiting(waiting, off, deps);
  await deps.throttle.dropWaiting(person, closed);
  const at = againAt ?? (waiting.length === MAX_MESSAGES_A_MAIL ? deps.now() : null);
  if (at !== null) await wakeAt({ person, throttle: await deps.throttle.readThrottle(person), at }, deps);
}

interface Round {
  readonly person: string;
  readonly profile: Profile;
  readonly waiting: readonly Waiting[];
  /** as it was, and as it was left by taking it */
  readonly throttle: StoredThrottle;
  readonly taken: MailThrottle;
}

async function mailNow({ person, profile, waiting, throttle, taken }: Round, deps: MailDeps): Promise<void> {
  const mailId = deps.makeMailId();
  const { claimed, settled, againAt } = await claimWaiting(waiting, mailId, deps);
  const sent =
    claimed.length > 0
      ? await sendMail({ mailId, person, profile, claimed }, deps)
      : { settled: [], againAt: null, isRefused: false };
  await deps.throttle.dropWaiting(person, [...settled, ...sent.settled]);
  let now = taken;
  if (sent.isRefused) {
    const later = throttleAfterRefusal(throttle, deps.now());
    if (await deps.throttle.replaceThrottle(person, taken, later)) now = later;
  }
  const left = sent.isRefused || waiting.length === MAX_MESSAGES_A_MAIL ? now.openAt : null;
  const at = earliest([againAt, sent.againAt, left]);
  if (at !== null)
    await wakeAt({ person, throttle: { ...now, wakeUpAt: throttle.wakeUpAt }, at: Math.max(at, now.openAt) }, deps);
}

function earliest(instants: readonly (number | null)[]): number | null {
  const some = instants.filter((instant) => instant !== null);
  return some.length > 0 ? Math.min(...some) : null;
}

/**
 * A delayed order for the person, unless one is on its way that comes in time. Sent before it is noted: one that is sent
 * twice does no harm. One that comes too early, as a long wait needs several, sends the next.
 */
async function wakeAt(
  { person, throttle, at }: { person: string; throttle: StoredThrottle; at: number },
  deps: MailDeps,
): Promise<void> {
  const now = deps.now();
  if (throttle.wakeUpAt <= at && throttle.wakeUpAt > now - LOST_WAKE_MS) return;
  const delayMs = Math.min(Math.max(at - now, 0), MAX_DELAY_MS);
  await deps.queue.send({ wake: person, at: now + delayMs }, delayMs);
  await deps.throttle.recordSentWakeUp(person, now + delayMs);
}
