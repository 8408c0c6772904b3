import { mailAt } from '../../domain/messages/mail-schedule.ts';
import { happenedAt, personOf } from '../../domain/messages/message.ts';
import { mailOffOf, type Profile } from '../../domain/people/person.ts';
import type { MailThrottleTable, StoredThrottle } from '../dynamodb/messages/mail-throttle-table.ts';
import type { WaitingMessages } from '../dynamodb/messages/waiting-messages.ts';
import type { WakeUpTable } from '../dynamodb/messages/wake-up-table.ts';
import { shareRuns } from '../share-runs.ts';
import type { ChannelOutbox } from './outbox.ts';
import { CLOSING_PAUSE_MS, unlessUnreadable, type WakeUps } from './wake-ups.ts';

export interface MailOutboxDeps {
  readonly waiting: Pick<WaitingMessages, 'add'>;
  readonly people: { readProfile(person: string): Promise<Profile | null> };
  readonly throttle: Pick<MailThrottleTable, 'read'>;
  readonly wakeUpTable: Pick<WakeUpTable, 'read'>;
  readonly wakeUps: Pick<WakeUps, 'schedule'>;
  /** own clock, ms */
  readonly now: () => number;
}

/** Adds messages to those that wait for a person's mail. Messages of one person that come together share a wake-up. */
export function createMailOutbox({
  waiting,
  people,
  throttle,
  wakeUpTable,
  wakeUps,
  now,
}: MailOutboxDeps): ChannelOutbox {
  /** Null when no mail will be sent. */
  async function mailTime(person: string, openAt: number): Promise<number | null> {
    const profile = await people.readProfile(person);
    return !profile || mailOffOf(profile) ? null : mailAt(profile.settings, now(), { openAt });
  }

  /** A throttle that can't be read still says which wake-ups are under way. */
  async function throttleOf(person: string): Promise<Pick<StoredThrottle, 'openAt' | 'wakeUpAt'>> {
    const stored = await unlessUnreadable(() => throttle.read(person));
    return stored ?? { openAt: 0, wakeUpAt: (await unlessUnreadable(() => wakeUpTable.read({ person }))) ?? 0 };
  }

  async function wake(person: string): Promise<void> {
    const { openAt, wakeUpAt } = await throttleOf(person);
    const at = await unlessUnreadable(() => mailTime(person, openAt));
    await wakeUps.schedule({ person }, { at: at ?? now() + CLOSING_PAUSE_MS, wakeUpAt });
  }

  const share = shareRuns();

  return {
    async add(message) {
      const person = personOf(message);
      await waiting.add(person, { messageId: message.id, firedAt: happenedAt(message), since: now() });
      await share(person, () => wake(person));
    },
  };
}
