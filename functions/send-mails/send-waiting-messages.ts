import type { StoredThrottle } from '../../adapters/dynamodb/messages/mail-throttle-table.ts';
import type { Waiting } from '../../adapters/dynamodb/messages/waiting-messages.ts';
import type { SendOutcome } from '../../adapters/mail/email-outcome.ts';
import { functionMetrics } from '../../adapters/metric-report.ts';
import {
  latenessOf,
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

const REPORTED_LATENESS_MS = 60_000;

/**
 * Sends one mail with the person's waiting messages, if a mail may leave now. Otherwise, or when messages are left, schedules a
 * wake-up. May run twice, and in several senders at once (docs/decisions/0012).
 */
export async function sendWaitingMessages(person: string, deps: MailDeps): Promise<void> {
  const waiting = await deps.waiting.read(person, MAX_MESSAGES_A_MAIL);
  if (waiting.length === 0) return endDelay(person, deps);
  const profile = await deps.people.readProfile(person);
  const off = profile && mailOffOf(profile);
  if (!profile || off) return closeAll({ person, waiting, off }, deps);
  const throttle = await deps.throttle.read(person);
  const now = deps.now();
  // this run may be late, and quiet hours may have begun meanwhile
  const openAt = Math.max(throttle.openAt, now);
  const since = Math.min(...waiting.map((it) => it.since));
  const at = mailAt(profile.settings, since, { openAt });
  if (at > now) return deps.wakeUps.schedule({ person }, { at, wakeUpAt: throttle.wakeUpAt });
  const reserved = throttleAfterMail(throttle, now);
  if (await deps.throttle.replace(person, throttle, reserved)) {
    reportLateness(person, latenessOf({ ...profile, since, throttle }, now), deps);
    return sendNow({ person, profile, waiting, throttle, reserved }, deps);
  }
  // another sender is mailing at this moment
  const { openAt: nextAt, wakeUpAt } = await deps.throttle.read(person);
  await deps.wakeUps.schedule({ person }, { at: nextAt, wakeUpAt });
}

/** Only what is worth a look: a value costs money. */
function reportLateness(person: string, latenessMs: number, { log, now }: Pick<MailDeps, 'log' | 'now'>): void {
  if (latenessMs < REPORTED_LATENESS_MS) return;
  log.warn('a mail is late', { person, ...functionMetrics({ mailLatenessMs: latenessMs }, now()) });
}

async function closeAll(
  { person, waiting, off }: { person: string; waiting: readonly Waiting[]; off: MailOff | null },
  deps: MailDeps,
): Promise<void> {
  const { closed, againAt } = await closeWaiting(waiting, off, deps);
  await endDelay(person, deps);
  await deps.waiting.remove(person, closed);
  const at = againAt ?? (waiting.length === MAX_MESSAGES_A_MAIL ? deps.now() : null);
  if (at !== null) await wakeUpAgain(person, at, deps);
}

/** Nothing is to be mailed. A sender may have died before it could record that. */
async function endDelay(person: string, { throttle }: Pick<MailDeps, 'throttle'>): Promise<void> {
  const before = await throttle.read(person);
  if (before.delay) await throttle.replace(person, before, { ...before, delay: null });
}

interface MailTurn {
  readonly person: string;
  readonly profile: Profile;
  readonly waiting: readonly Waiting[];
  /** as it was before this mail */
  readonly throttle: StoredThrottle;
  /** as stored to reserve this mail's turn */
  readonly reserved: MailThrottle;
}

async function sendNow({ person, profile, waiting, throttle, reserved }: MailTurn, deps: MailDeps): Promise<void> {
  const mailId = deps.makeMailId();
  const { claimed, settled, againAt } = await claimWaiting(waiting, mailId, deps);
  const sent =
    claimed.length > 0
      ? await sendMail({ mailId, person, profile, claimed }, deps)
      : { settled: [], againAt: null, outcome: null };
  const isRefused = sent.outcome?.outcome === 'not-now';
  const isFull = waiting.length === MAX_MESSAGES_A_MAIL;
  const againAts = [againAt, sent.againAt].filter((instant) => instant !== null);
  const areLeft = isRefused || isFull || againAts.length > 0;
  const next = nextThrottle({ throttle, reserved, outcome: sent.outcome, areLeft, now: deps.now() });
  const isStored = next !== reserved && (await deps.throttle.replace(person, reserved, next));
  await deps.waiting.remove(person, [...settled, ...sent.settled]);
  if (!areLeft) return;
  const { openAt } = isStored ? next : reserved;
  const at = isRefused || isFull ? openAt : Math.max(openAt, Math.min(...againAts));
  await wakeUpAgain(person, at, deps);
}

interface Attempt extends Pick<MailTurn, 'throttle' | 'reserved'> {
  /** null: no mail was made */
  readonly outcome: SendOutcome | null;
  /** messages wait after it */
  readonly areLeft: boolean;
  /** own clock, ms */
  readonly now: number;
}

/** The throttle after an attempt; `reserved` itself when nothing changes. */
function nextThrottle({ throttle, reserved, outcome, areLeft, now }: Attempt): MailThrottle {
  if (outcome?.outcome === 'not-now') return throttleAfterRefusal(throttle, { at: now, detail: outcome.detail });
  const isOver = outcome?.outcome === 'taken' || !areLeft;
  return reserved.delay && isOver ? { ...reserved, delay: null } : reserved;
}

/** A message that came meanwhile may have sent a wake-up. */
async function wakeUpAgain(person: string, at: number, { throttle, wakeUps }: MailDeps): Promise<void> {
  const { wakeUpAt } = await throttle.read(person);
  await wakeUps.schedule({ person }, { at, wakeUpAt });
}
