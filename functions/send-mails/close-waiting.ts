import pMap from 'p-map';
import type { Waiting } from '../../adapters/dynamodb/messages/waiting-messages.ts';
import { EMAIL_KEY } from '../../domain/channels/email-channel.ts';
import type { MailOff } from '../../domain/people/person.ts';
import { claimWaiting, orTryLater, sortUnclaimed } from './claim-waiting.ts';
import type { MailDeps } from './mail-deps.ts';

const MAX_WRITES_AT_ONCE = 10;

export interface Closed {
  readonly closed: Waiting[];
  /** own clock, ms: when to try again those that could not be closed; null when there are none */
  readonly againAt: number | null;
}

/** Records for each message why no mail is sent. `off` null: no address of the person is known. */
export async function closeWaiting(
  waiting: readonly Waiting[],
  off: MailOff | null,
  deps: Pick<MailDeps, 'deliveryLog' | 'quarantineQueue' | 'log' | 'now' | 'makeMailId'>,
): Promise<Closed> {
  return off ? suppress(waiting, off, deps) : fail(waiting, deps);
}

async function suppress(
  waiting: readonly Waiting[],
  { reason, at, detail }: MailOff,
  deps: Pick<MailDeps, 'deliveryLog' | 'quarantineQueue' | 'log' | 'now'>,
): Promise<Closed> {
  const why = `mail is off since ${new Date(at).toISOString()} (${reason}${detail ? `: ${detail}` : ''})`;
  const close = async (it: Waiting) => {
    const event = { kind: 'switched-off', at: deps.now(), detail: why } as const;
    const change = await deps.deliveryLog.change({ messageId: it.messageId, channel: EMAIL_KEY }, event);
    if (change.reason !== 'held') return { settled: it };
    return { againAt: (change.delivery.claimedUntil ?? deps.now()) + 1 };
  };
  const closings = await pMap(waiting, (it) => orTryLater(it, () => close(it), deps), {
    concurrency: MAX_WRITES_AT_ONCE,
  });
  const { settled, againAt } = sortUnclaimed(closings);
  return { closed: settled, againAt };
}

async function fail(
  waiting: readonly Waiting[],
  deps: Pick<MailDeps, 'deliveryLog' | 'quarantineQueue' | 'log' | 'now' | 'makeMailId'>,
): Promise<Closed> {
  const { claimed, settled, againAt } = await claimWaiting(waiting, deps.makeMailId(), deps);
  for (const { waiting: it } of claimed) {
    const detail = 'the person has no verified address';
    await deps.deliveryLog.change(
      { messageId: it.messageId, channel: EMAIL_KEY },
      { kind: 'refused', at: deps.now(), detail },
    );
  }
  return { closed: [...settled, ...claimed.map((it) => it.waiting)], againAt };
}
