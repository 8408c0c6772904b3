import pMap from 'p-map';
import * as z from 'zod';
import { CLAIM_MS, type Delivery, UNCERTAIN_WAIT_MS } from '../../domain/delivery.ts';
import { GIVE_UP_AFTER_MS } from '../../domain/mail-schedule.ts';
import type { Message } from '../../domain/message.ts';
import { NoSuchDelivery } from '../adapters/ledger.ts';
import { errorFields } from '../adapters/log.ts';
import type { Waiting } from '../adapters/mail-lane.ts';
import type { MailNeeds } from './mail-needs.ts';

export const EMAIL = 'email';
const MAX_CLAIMS_AT_ONCE = 10;
/** A row that can't be read is looked at again for whoever mends it. */
const UNREADABLE_PAUSE_MS = 15 * 60_000;

/** A message that this mail tells, and nobody else at this moment. */
export interface Claimed {
  readonly waiting: Waiting;
  readonly message: Message;
  readonly delivery: Delivery;
}

export interface Claims {
  readonly claimed: Claimed[];
  /** nothing is left to do for them */
  readonly settled: Waiting[];
  /** own clock, ms: when to look again at those that could not be claimed; null when there is none */
  readonly againAt: number | null;
}

type OneClaim = { readonly claimed: Claimed } | { readonly settled: Waiting } | { readonly againAt: number };

/** Claims each for the mail `mailId`. One that can't be read at this moment waits on, and holds up no other. */
export async function claimWaiting(
  waiting: readonly Waiting[],
  mailId: string,
  needs: Pick<MailNeeds, 'ledger' | 'log' | 'now'>,
): Promise<Claims> {
  const claims = await pMap(waiting, (it) => tryClaim(it, mailId, needs), { concurrency: MAX_CLAIMS_AT_ONCE });
  const later = claims.flatMap((it) => ('againAt' in it ? [it.againAt] : []));
  return {
    claimed: claims.flatMap((it) => ('claimed' in it ? [it.claimed] : [])),
    settled: claims.flatMap((it) => ('settled' in it ? [it.settled] : [])),
    againAt: later.length > 0 ? Math.min(...later) : null,
  };
}

async function tryClaim(
  waiting: Waiting,
  mailId: string,
  needs: Pick<MailNeeds, 'ledger' | 'log' | 'now'>,
): Promise<OneClaim> {
  try {
    return await claim(waiting, mailId, needs);
  } catch (error) {
    needs.log.error('message can not be claimed', { messageId: waiting.messageId, ...errorFields(error) });
    if (error instanceof NoSuchDelivery) return { settled: waiting };
    return { againAt: needs.now() + (error instanceof z.ZodError ? UNREADABLE_PAUSE_MS : CLAIM_MS) };
  }
}

async function claim(
  waiting: Waiting,
  mailId: string,
  { ledger, now }: Pick<MailNeeds, 'ledger' | 'now'>,
): Promise<OneClaim> {
  const order = { messageId: waiting.messageId, channel: EMAIL };
  const claimAt = now();
  const event = { kind: 'claim', at: claimAt, mailId, waitMs: UNCERTAIN_WAIT_MS } as const;
  const { message, delivery, reason } = await ledger.change(order, event);
  switch (reason) {
    case 'claimed':
      if (!isGivenUp(waiting, delivery, claimAt)) return { claimed: { waiting, message, delivery } };
      await ledger.change(order, {
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

/** It was tried before, and the last answer was a not now of two days. */
function isGivenUp({ since }: Waiting, { attempts }: Delivery, now: number): boolean {
  return attempts > 1 && now - since > GIVE_UP_AFTER_MS;
}
