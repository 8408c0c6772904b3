import { mailAt } from '../../domain/messages/mail-schedule.ts';
import { happenedAt, personOf } from '../../domain/messages/message.ts';
import { mailOffOf, type Profile } from '../../domain/people/person.ts';
import type { MailThrottleTable } from '../dynamodb/messages/mail-throttle-table.ts';
import type { WaitingMessages } from '../dynamodb/messages/waiting-messages.ts';
import { shareRuns } from '../share-runs.ts';
import type { ChannelOutbox } from './outbox.ts';
import { CLOSING_PAUSE_MS, orAtOnce, type WakeUps, type WantedWakeUp } from './wake-ups.ts';

export interface MailOutboxDeps {
  readonly waiting: Pick<WaitingMessages, 'add'>;
  readonly people: { readProfile(person: string): Promise<Profile | null> };
  readonly throttle: Pick<MailThrottleTable, 'read'>;
  readonly wakeUps: Pick<WakeUps, 'schedule'>;
  /** own clock, ms */
  readonly now: () => number;
}

/** Adds messages to those that wait for a person's mail. Messages of one person that come together share a wake-up. */
export function createMailOutbox({ waiting, people, throttle, wakeUps, now }: MailOutboxDeps): ChannelOutbox {
  async function plan(person: string): Promise<WantedWakeUp> {
    const [profile, { wakeUpAt, openAt }] = await Promise.all([people.readProfile(person), throttle.read(person)]);
    if (!profile || mailOffOf(profile)) return { at: now() + CLOSING_PAUSE_MS, wakeUpAt };
    return { at: mailAt(profile.settings, now(), { openAt }), wakeUpAt };
  }

  const share = shareRuns();
  const wake = async (person: string) => wakeUps.schedule({ person }, await orAtOnce(() => plan(person), now));

  return {
    async add(message) {
      const person = personOf(message);
      await waiting.add(person, { messageId: message.id, firedAt: happenedAt(message), since: now() });
      await share(person, () => wake(person));
    },
  };
}
