import type { SendRawEmailCommandInput } from '@aws-sdk/client-ses';
import { buildMailEvent, PERMANENT_BOUNCE } from '../../../support/mail-events.ts';
import type { Invocation, SimulatedTime } from './simulated-time.ts';

/** `lost`, `doubled`: shares of the events, 0 to 1. `lateMs`: the longest extra delay. */
export interface EventPlan {
  readonly lost: number;
  readonly doubled: number;
  readonly lateMs: number;
}

/** A mail that SES accepted. */
export interface AcceptedMail {
  readonly sesId: string;
  readonly mailId: string;
  readonly address: string;
  readonly at: number;
  readonly sender: Invocation;
  /** when its first event was recorded; null: never */
  recordedAt: number | null;
}

export interface SesOptions {
  readonly time: SimulatedTime;
  readonly random: () => number;
  readonly plan: EventPlan;
  readonly report: (body: string, delayMs: number) => void;
}

/** The events of SES about mails, which the local engine does not send. */
export class SimulatedSes {
  readonly accepted: AcceptedMail[] = [];
  /** addresses that do not exist */
  readonly bouncing = new Set<string>();
  readonly #options: SesOptions;
  /** every event, by its id */
  readonly #events = new Map<string, { readonly mail: AcceptedMail; readonly eventType: string }>();
  readonly #bounces = new Map<AcceptedMail, number>();

  constructor(options: SesOptions) {
    this.#options = options;
  }

  accept({ Tags = [], Destinations = [] }: SendRawEmailCommandInput, sesId: string): void {
    const { time } = this.#options;
    const sender = time.present;
    const mailId = Tags[0]?.Value ?? '';
    const address = Destinations[0] ?? '';
    if (!sender) throw new Error('a mail without a sender');
    const mail = { sesId, mailId, address, at: time.now, sender, recordedAt: null };
    this.accepted.push(mail);
    this.#emit(mail, 'Send', 100);
    if (this.bouncing.has(address)) this.#emit(mail, 'Bounce', 3_000);
    else this.#emit(mail, 'Delivery', 2_000);
  }

  noteRecorded(body: string): void {
    const id = /"id":"([^"]+)"/.exec(body)?.[1] ?? '';
    const event = this.#events.get(id);
    if (!event) return;
    event.mail.recordedAt ??= this.#options.time.now;
    if (event.eventType === 'Bounce' && !this.#bounces.has(event.mail)) {
      this.#bounces.set(event.mail, this.#options.time.now);
    }
  }

  /** When its bounce was recorded; null: never. */
  bounceRecordedAt(mail: AcceptedMail): number | null {
    return this.#bounces.get(mail) ?? null;
  }

  #emit(mail: AcceptedMail, eventType: string, delayMs: number): void {
    const { time, random, plan, report } = this.#options;
    if (random() < plan.lost) return;
    const takenAt = new Date(mail.at).toISOString();
    const more = eventType === 'Bounce' ? PERMANENT_BOUNCE : {};
    const id = `event-${this.#events.size}`;
    this.#events.set(id, { mail, eventType });
    const wait = () => delayMs * (1 + random()) + random() * plan.lateMs;
    const event = buildMailEvent({ mailId: mail.mailId, eventType, more, takenAt });
    const body = JSON.stringify({
      ...event,
      id,
      time: new Date(time.now + delayMs).toISOString().replace(/\.\d+/, ''),
    });
    report(body, wait());
    if (random() < plan.doubled) report(body, wait() + random() * 600_000);
  }
}
