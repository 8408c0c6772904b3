import pMap from 'p-map';
import type { Waiting } from '../../adapters/dynamodb/messages/waiting-messages.ts';
import { errorFields } from '../../adapters/log.ts';
import { type PauseDeps, pauseAfterError } from '../../adapters/queues/pause-after-error.ts';
import { EMAIL_KEY } from '../../domain/channels/email-channel.ts';
import type { Delivery } from '../../domain/messages/delivery.ts';
import { GIVE_UP_AFTER_MS } from '../../domain/messages/mail-schedule.ts';
import type { Message } from '../../domain/messages/message.ts';
import { UNCERTAIN_WAIT_MS } from '../../domain/messages/next-delivery.ts';
import type { Profile } from '../../domain/people/person.ts';
import type { MailDeps } from './mail-deps.ts';

const MAX_CLAIMS_AT_ONCE = 10;

/** A message that this sender alone may send now. */
export interface Claimed {
  readonly waiting: Waiting;
  readonly message: Message;
  readonly delivery: Delivery;
}

export interface MailToSend {
  readonly mailId: string;
  readonly person: string;
  readonly profile: Profile;
  /** at least one */
  readonly claimed: readonly Claimed[];
}

export interface Claims {
  readonly claimed: Claimed[];
  /** nothing is left to do for them */
  readonly settled: Waiting[];
  /** own clock, ms: when to try again those that could not be claimed; null when there are none */
  readonly againAt: number | null;
}

/** A message with nothing left to do, or one to try again at `againAt`. */
type Unclaimed = { readonly settled: Waiting } | { readonly againAt: number };
type OneClaim = { readonly claimed: Claimed } | Unclaimed;
type ClaimDeps = Pick<MailDeps, 'deliveryLog'> & PauseDeps;

/** Claims each message for the mail `mailId`. One that can't be read now goes on waiting, and holds up no other. */
export async function claimWaiting(waiting: readonly Waiting[], mailId: string, deps: ClaimDeps): Promise<Claims> {
  const tryClaim = (it: Waiting) => orTryLater(it, () => claim(it, mailId, deps), deps);
  const claims = await pMap(waiting, tryClaim, { concurrency: MAX_CLAIMS_AT_ONCE });
  return { claimed: claims.flatMap((it) => ('claimed' in it ? [it.claimed] : [])), ...sortUnclaimed(claims) };
}

/** The messages with nothing left to do, and when (own clock, ms) to try the rest again. */
export function sortUnclaimed(outcomes: readonly OneClaim[]): Pick<Claims, 'settled' | 'againAt'> {
  const later = outcomes.flatMap((it) => ('againAt' in it ? [it.againAt] : []));
  return {
    settled: outcomes.flatMap((it) => ('settled' in it ? [it.settled] : [])),
    againAt: later.length > 0 ? Math.min(...later) : null,
  };
}

/** Never throws: an error of one message is logged and does not stop the others. */
export async function orTryLater<Outcome>(
  waiting: Waiting,
  change: () => Promise<Outcome>,
  deps: PauseDeps,
): Promise<Outcome | Unclaimed> {
  try {
    return await change();
  } catch (error) {
    const { messageId, since } = waiting;
    deps.log.error('message can not be claimed', { messageId, ...errorFields(error) });
    const pauseMs = await pauseAfterError(error, { messageId, channel: EMAIL_KEY, since }, deps);
    return pauseMs === null ? { settled: waiting } : { againAt: deps.now() + pauseMs };
  }
}

async function claim(
  waiting: Waiting,
  mailId: string,
  { deliveryLog, now }: Pick<MailDeps, 'deliveryLog' | 'now'>,
): Promise<OneClaim> {
  const job = { messageId: waiting.messageId, channel: EMAIL_KEY };
  const claimAt = now();
  const event = { kind: 'claim', at: claimAt, mailId, waitMs: UNCERTAIN_WAIT_MS } as const;
  const { message, delivery, reason } = await deliveryLog.change(job, event);
  switch (reason) {
    case 'claimed':
      if (!isGivenUp(waiting, delivery, claimAt)) return { claimed: { waiting, message, delivery } };
      await deliveryLog.change(job, {
        kind: 'refused',
        at: claimAt,
        detail: `given up after 48 hours: ${delivery.detail}`,
      });
      return { settled: waiting };
    case 'held':
      return { againAt: (delivery.claimedUntil ?? claimAt) + 1 };
    case 'claim-ran-out':
    case 'waits-for-an-event':
      return { againAt: delivery.at + UNCERTAIN_WAIT_MS };
    case 'done':
    case 'known':
    case 'not-ours':
    case 'recorded':
      return { settled: waiting };
  }
}

/** It was tried before, and has waited for more than 48 hours. */
function isGivenUp({ since }: Waiting, { attempts }: Delivery, now: number): boolean {
  return attempts > 1 && now - since > GIVE_UP_AFTER_MS;
}
