import type { StoredLane, Waiting } from '../../adapters/dynamodb/messages/mail-throttle.ts';
import { MAX_DELAY_MS } from '../../adapters/queues/message-queue.ts';
import {
  type Lane,
  laneAfterMail,
  laneAfterRefusal,
  MAX_MESSAGES_A_MAIL,
  mailAt,
} from '../../domain/messages/mail-schedule.ts';
import { type MailOff, mailOffOf, type Profile } from '../../domain/people/person.ts';
import { claimWaiting } from './claim-waiting.ts';
import { closeWaiting } from './close-waiting.ts';
import type { MailNeeds } from './mail-deps.ts';
import { sendMail } from './send-mail.ts';

/** A wake that has not come for so long after its time will not come any more. */
const LOST_WAKE_MS = 5 * 60_000;

/**
 * Sends one mail with what waits for the person, if one may leave now; else, or when something is left, sees to it that
 * somebody looks again. Can be repeated at any point, by several at once (docs/decisions/0012).
 */
export async function mailWaiting(person: string, needs: MailNeeds): Promise<void> {
  const waiting = await needs.lane.readWaiting(person, MAX_MESSAGES_A_MAIL);
  if (waiting.length === 0) return;
  const profile = await needs.people.readProfile(person);
  const off = profile && mailOffOf(profile);
  if (!profile || off) return closeAll({ person, waiting, off }, needs);
  const lane = await needs.lane.readLane(person);
  const now = needs.now();
  // it may be late, and quiet hours have begun meanwhile
  const openAt = Math.max(lane.openAt, now);
  const at = mailAt(profile.settings, Math.min(...waiting.map(({ since }) => since)), { openAt });
  if (at > now) return wakeAt({ person, lane, at }, needs);
  const taken = laneAfterMail(lane, now);
  if (await needs.lane.moveLane(person, lane, taken)) return mailNow({ person, profile, waiting, lane, taken }, needs);
  const moved = await needs.lane.readLane(person); // somebody else is mailing at this moment
  await wakeAt({ person, lane: moved, at: moved.openAt }, needs);
}

async function closeAll(
  { person, waiting, off }: { person: string; waiting: readonly Waiting[]; off: MailOff | null },
  needs: MailNeeds,
): Promise<void> {
  const { closed, againAt } = await closeWaiting(waiting, off, needs);
  await needs.lane.dropWaiting(person, closed);
  const at = againAt ?? (waiting.length === MAX_MESSAGES_A_MAIL ? needs.now() : null);
  if (at !== null) await wakeAt({ person, lane: await needs.lane.readLane(person), at }, needs);
}

interface Round {
  readonly person: string;
  readonly profile: Profile;
  readonly waiting: readonly Waiting[];
  /** as it was, and as it was left by taking it */
  readonly lane: StoredLane;
  readonly taken: Lane;
}

async function mailNow({ person, profile, waiting, lane, taken }: Round, needs: MailNeeds): Promise<void> {
  const mailId = needs.makeMailId();
  const { claimed, settled, againAt } = await claimWaiting(waiting, mailId, needs);
  const sent =
    claimed.length > 0
      ? await sendMail({ mailId, person, profile, claimed }, needs)
      : { settled: [], againAt: null, isRefused: false };
  await needs.lane.dropWaiting(person, [...settled, ...sent.settled]);
  let now = taken;
  if (sent.isRefused) {
    const later = laneAfterRefusal(lane, needs.now());
    if (await needs.lane.moveLane(person, taken, later)) now = later;
  }
  const left = sent.isRefused || waiting.length === MAX_MESSAGES_A_MAIL ? now.openAt : null;
  const at = earliest([againAt, sent.againAt, left]);
  if (at !== null)
    await wakeAt({ person, lane: { ...now, wokenAt: lane.wokenAt }, at: Math.max(at, now.openAt) }, needs);
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
  { person, lane, at }: { person: string; lane: StoredLane; at: number },
  needs: MailNeeds,
): Promise<void> {
  const now = needs.now();
  if (lane.wokenAt <= at && lane.wokenAt > now - LOST_WAKE_MS) return;
  const delayMs = Math.min(Math.max(at - now, 0), MAX_DELAY_MS);
  await needs.queue.send({ wake: person, at: now + delayMs }, delayMs);
  await needs.lane.noteWake(person, now + delayMs);
}
