import { NoSuchDeliveryError } from '../../adapters/dynamodb/messages/delivery-log.ts';
import type { SentMail } from '../../adapters/dynamodb/messages/mail-log.ts';
import type { Waiting } from '../../adapters/dynamodb/messages/waiting-messages.ts';
import type { SendOutcome } from '../../adapters/mail/email-outcome.ts';
import type { Email } from '../../adapters/mail/email-sender.ts';
import type { QuarantinedRecord } from '../../adapters/queues/quarantine-queue.ts';
import { createWakeUps } from '../../adapters/queues/wake-ups.ts';
import type { DeliveryJob } from '../../domain/messages/delivery-job.ts';
import { type MailThrottle, OPEN_THROTTLE } from '../../domain/messages/mail-schedule.ts';
import type { Message } from '../../domain/messages/message.ts';
import { type DeliveryEvent, nextDelivery } from '../../domain/messages/next-delivery.ts';
import { type Profile, profileSchema } from '../../domain/people/person.ts';
import type { MailDeps } from '../../functions/send-mails/mail-deps.ts';
import { memoryWakeUpTable } from './memory-wake-ups.ts';
import { silentLog } from './silent-log.ts';

export const NOON_MS = Date.parse('2026-11-22T12:00:00Z');

/** The collaborators of send-mails in memory, for one person. The clock moves only when it is set. */
export function memoryMail(messages: readonly Message[]) {
  const rows = new Map(messages.map((message) => [message.id, message]));
  const waiting = new Map<string, Waiting>();
  const state = {
    now: NOON_MS,
    profile: profileSchema.parse({ email: 'ada@example.com', updatedAt: 1 }) as Profile | null,
    throttle: OPEN_THROTTLE,
    outcome: { outcome: 'taken', messageId: 'ses-1' } as SendOutcome,
    emails: [] as Email[],
    noted: [] as SentMail[],
    wakeUps: [] as { job: { person: string; at: number }; delayMs: number }[],
    mails: 0,
    quarantined: [] as QuarantinedRecord[],
  };
  const readMessage = async (messageId: string) => rows.get(messageId) ?? null;
  const deliveryLog: MailDeps['deliveryLog'] = {
    read: readMessage,
    async change({ messageId, channel }: DeliveryJob, event: DeliveryEvent) {
      const message = rows.get(messageId);
      const before = message?.deliveries[channel];
      if (!message || !before) throw new NoSuchDeliveryError(messageId);
      const { next, reason } = nextDelivery(before, event);
      const changed = { ...message, deliveries: { ...message.deliveries, [channel]: next ?? before } };
      rows.set(messageId, changed);
      return { message: changed, delivery: next ?? before, reason };
    },
  };
  const waitingMessages: MailDeps['waiting'] = {
    add: async (_, it) => void (waiting.has(it.messageId) || waiting.set(it.messageId, it)),
    read: async (_, limit) => [...waiting.values()].sort(byFiring).slice(0, limit),
    remove: async (_, sent) => {
      for (const { messageId } of sent) waiting.delete(messageId);
    },
  };
  const wakeUpTable = memoryWakeUpTable();
  const throttle: MailDeps['throttle'] = {
    read: async (person) => ({ ...state.throttle, wakeUpAt: await wakeUpTable.read({ person }) }),
    replace: async (_, before: MailThrottle, after: MailThrottle) => {
      if (state.throttle.openAt !== before.openAt) return false;
      state.throttle = after;
      return true;
    },
  };
  const deps: MailDeps = {
    deliveryLog,
    throttle,
    waiting: waitingMessages,
    people: { readProfile: async () => state.profile },
    mailLog: { add: async (mail) => void state.noted.push(mail) },
    email: {
      send: async (email) => {
        state.emails.push(email);
        return state.outcome;
      },
    },
    wakeUps: createWakeUps({
      table: wakeUpTable,
      queue: { send: async (job, delayMs) => void state.wakeUps.push({ job, delayMs }) },
      now: () => state.now,
    }),
    market: { decimalsOf: async () => null },
    candles: { read: async () => [] },
    makeLink: async (link) => `token-${link.do}`,
    publicUrl: 'https://pricebell.example',
    makeMailId: () => `mail-${++state.mails}`,
    quarantineQueue: { quarantine: async (record) => void state.quarantined.push(record) },
    log: silentLog,
    now: () => state.now,
  };
  return { state, deps, waiting, deliveryOf: (id: string) => rows.get(id)?.deliveries.email };
}

function byFiring(a: Waiting, b: Waiting): number {
  return a.firedAt - b.firedAt || (a.messageId < b.messageId ? -1 : 1);
}
