import pMap from 'p-map';
import type { MailOff } from '../../domain/person.ts';
import type { Waiting } from '../adapters/mail-lane.ts';
import { claimWaiting, EMAIL } from './claim-waiting.ts';
import type { MailNeeds } from './mail-needs.ts';

const MAX_WRITES_AT_ONCE = 10;

export interface Closed {
  readonly closed: Waiting[];
  /** own clock, ms: another sender is still at one of them; null when none is */
  readonly againAt: number | null;
}

/** Nobody is to be mailed: says so in the ledger, for each. `off` null: no address of the person is known. */
export async function closeWaiting(
  waiting: readonly Waiting[],
  off: MailOff | null,
  needs: Pick<MailNeeds, 'ledger' | 'log' | 'now' | 'makeMailId'>,
): Promise<Closed> {
  return off ? suppress(waiting, off, needs) : fail(waiting, needs);
}

async function suppress(
  waiting: readonly Waiting[],
  { reason, at, detail }: MailOff,
  { ledger, now }: Pick<MailNeeds, 'ledger' | 'now'>,
): Promise<Closed> {
  const why = `mail is off since ${new Date(at).toISOString()} (${reason}${detail ? `: ${detail}` : ''})`;
  const changes = await pMap(
    waiting,
    ({ messageId }) => ledger.change({ messageId, channel: EMAIL }, { kind: 'switched-off', at: now(), detail: why }),
    { concurrency: MAX_WRITES_AT_ONCE },
  );
  const held = changes.flatMap(({ reason: what, delivery }) =>
    what === 'held' ? [delivery.claimedUntil ?? now()] : [],
  );
  const isClosed = (_: Waiting, index: number) => changes[index]?.reason !== 'held';
  return { closed: waiting.filter(isClosed), againAt: held.length > 0 ? Math.min(...held) + 1 : null };
}

async function fail(
  waiting: readonly Waiting[],
  needs: Pick<MailNeeds, 'ledger' | 'log' | 'now' | 'makeMailId'>,
): Promise<Closed> {
  const { claimed, settled, againAt } = await claimWaiting(waiting, needs.makeMailId(), needs);
  for (const { waiting: it } of claimed) {
    const detail = 'the person has no verified address';
    await needs.ledger.change(
      { messageId: it.messageId, channel: EMAIL },
      { kind: 'refused', at: needs.now(), detail },
    );
  }
  return { closed: [...settled, ...claimed.map((it) => it.waiting)], againAt };
}
