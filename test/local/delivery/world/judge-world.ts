import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Delivery } from '../../../../domain/messages/delivery.ts';
import type { InboxMail } from './delivery-engines.ts';
import { type Cause, type DeliveryWorld, type PersonInWorld, START_MS } from './delivery-world.ts';
import type { AcceptedMail } from './simulated-ses.ts';

const UNCERTAIN_WAIT_MS = 90_000;
const FIRST_GAP_MS = 5_000;
const MINUTE_MS = 60_000;
const MAX_FAULTS_TOLD = 10;

/** A mail that SES took, and what stands in it. */
interface Told {
  readonly mail: AcceptedMail;
  readonly text: string;
  readonly saysRepeat: boolean;
}

export interface Judgement {
  /** what is wrong, in words; nothing when all is as promised */
  readonly faults: readonly string[];
  readonly mails: number;
  /** deliveries that a person got more than once */
  readonly repeats: number;
  readonly states: Readonly<Record<string, number>>;
}

/**
 * Holds what the world saw against what the delivery log says, by rules of its own: it knows which mails SES took, what stands in
 * them, which senders were killed or heard of a failure afterwards, and which events were worked in.
 */
export async function judgeWorld(world: DeliveryWorld): Promise<Judgement> {
  const judge = new Judge(world, await world.engines.readInbox(world.startedAt));
  return judge.judge();
}

class Judge {
  readonly #world: DeliveryWorld;
  readonly #told: readonly Told[];
  readonly #faults: string[] = [];
  readonly #states: Record<string, number> = {};
  #repeats = 0;

  constructor(world: DeliveryWorld, inbox: readonly InboxMail[]) {
    this.#world = world;
    this.#told = world.ses.accepted.map((mail) => {
      const text = inbox.find(({ messageId }) => messageId === mail.sesId)?.body.text ?? '';
      if (text === '') this.#faults.push(`${mail.mailId}: SES took it, and it is not in the inbox`);
      return { mail, text, saysRepeat: text.includes('may be the second') };
    });
  }

  async judge(): Promise<Judgement> {
    for (const cause of this.#world.causes) await this.#judgeCause(cause);
    for (const person of this.#world.persons) await this.#judgePerson(person);
    const mails = this.#told.length;
    return { faults: this.#faults.slice(0, MAX_FAULTS_TOLD), mails, repeats: this.#repeats, states: this.#states };
  }

  async #judgeCause(cause: Cause): Promise<void> {
    const row = await this.#world.deliveryLog.read(cause.messageId).catch(() => null);
    const delivery = row?.deliveries.email;
    if (!delivery) {
      this.#fault(cause, 'is not in the delivery log: lost');
      return;
    }
    this.#states[delivery.state] = (this.#states[delivery.state] ?? 0) + 1;
    const told = this.#told.filter(({ text }) => text.includes(cause.token));
    if (told.some(({ mail }) => mail.address !== cause.person.address)) this.#fault(cause, 'was told somebody else');
    this.#judgeEnd(cause, delivery, told);
    this.#judgeRepeats(cause, told);
    const { webhookId } = cause.person;
    if (webhookId !== null) this.#judgeWebhook(cause, row.deliveries[`webhook:${webhookId}`]);
    if (delivery.attempts < told.length) {
      this.#fault(cause, `${told.length} mails tell it, and the delivery log knows of ${delivery.attempts} attempts`);
    }
  }

  /** A webhook has it once, or more often only as nobody could know that it had it; the last word is that it has it. */
  #judgeWebhook(cause: Cause, delivery: Delivery | undefined): void {
    const [alertId = ''] = cause.messageId.replace(/^notice#.*alert-expired:/, '').split(/[@:]/);
    const read = this.#world.receivers.read.filter(({ body }) => body.includes(`"${alertId}"`));
    if (delivery?.state !== 'sent')
      this.#fault(cause, `its webhook is ${delivery?.state} in the end (${delivery?.detail})`);
    if (read.length === 0) this.#fault(cause, 'its webhook has not got it: lost');
    if ((delivery?.attempts ?? 0) < read.length)
      this.#fault(cause, 'its webhook got it more often than the delivery log knows');
    if (new Set(read.map(({ webhookId }) => webhookId)).size > 1)
      this.#fault(cause, 'its webhook can not know it again');
    for (const { isAnswered, sender, at } of read.slice(0, -1)) {
      const isKnown = isAnswered && sender?.killedAt === null && !sender.failures.some((failedAt) => failedAt >= at);
      if (isKnown) this.#fault(cause, 'its webhook gets it again, though it said that it has it');
    }
  }

  /** The delivery log equals the inbox. */
  #judgeEnd(cause: Cause, { state, detail, mailId }: Delivery, told: readonly Told[]): void {
    switch (state) {
      case 'sent':
      case 'delivered':
      case 'bounced':
      case 'complained':
        if (told.length === 0) this.#fault(cause, `is ${state}, and no mail tells it: lost`);
        else if (told.at(-1)?.mail.mailId !== mailId)
          this.#fault(cause, `is ${state} by another mail than the last one`);
        return;
      case 'suppressed':
        if (cause.person.offAt === null && !this.#isBouncing(cause.person))
          this.#fault(cause, 'is suppressed without reason');
        if (told.some((it) => !this.#isUnknown(it))) this.#fault(cause, 'is suppressed, and a mail tells it');
        return;
      case 'uncertain': // nobody tries again once mails are off
        if (cause.person.offAt === null && !this.#isBouncing(cause.person)) this.#fault(cause, 'stays uncertain');
        return;
      case 'queued':
      case 'sending':
        this.#fault(cause, `is ${state} in the end: held back (${detail})`);
        return;
      case 'failed':
        this.#fault(cause, `failed: ${detail}`);
        return;
    }
  }

  /** Only after an attempt of which nobody could know, only when no event came in time, and then the mail says so. */
  #judgeRepeats(cause: Cause, told: readonly Told[]): void {
    if (told.length > 1) this.#repeats += 1;
    for (const [index, next] of told.entries()) {
      const before = told[index - 1];
      if (!before) continue;
      const { recordedAt } = before.mail;
      if (!this.#isUnknown(before)) this.#fault(cause, `is told again, though ${before.mail.mailId} was recorded`);
      if (recordedAt !== null && recordedAt < before.mail.at + UNCERTAIN_WAIT_MS) {
        this.#fault(cause, 'is told again, though an event came in time');
      }
      if (next.mail.at - before.mail.at < UNCERTAIN_WAIT_MS) this.#fault(cause, 'is told again too soon');
      if (!next.saysRepeat) this.#fault(cause, 'is told again without saying so');
    }
  }

  /** Whoever sent it was killed, or heard of a failure, from the send on. */
  #isUnknown({ mail: { sender, at } }: Told): boolean {
    return (sender.killedAt !== null && sender.killedAt >= at) || sender.failures.some((failedAt) => failedAt >= at);
  }

  async #judgePerson(person: PersonInWorld): Promise<void> {
    const told = this.#told.filter(({ mail }) => mail.address === person.address);
    this.#judgeGaps(person, told);
    for (const { mail } of told) {
      if (isQuiet(person, mail.sender.startedAt)) this.#faults.push(`${person.id} got ${mail.mailId} in quiet hours`);
      const offAt = this.#offAt(person);
      if (offAt !== null && mail.sender.startedAt > offAt)
        this.#faults.push(`${person.id} got ${mail.mailId} though mails are off`);
    }
    const waiting = await this.#readWaiting(person);
    if (waiting > 0) this.#faults.push(`${waiting} messages still wait for ${person.id}`);
  }

  #offAt(person: PersonInWorld): number | null {
    const bounced = this.#told.filter(({ mail }) => mail.address === person.address && this.#isBouncing(person));
    const known = bounced.flatMap(({ mail }) => this.#world.ses.bounceRecordedAt(mail) ?? []);
    const all = [...known, ...(person.offAt === null ? [] : [person.offAt])];
    return all.length > 0 ? Math.min(...all) : null;
  }

  #isBouncing(person: PersonInWorld): boolean {
    return this.#world.ses.bouncing.has(person.address);
  }

  /** A sender takes the throttle after its start and sends later still: from the one to the other at least the first gap passes. */
  #judgeGaps(person: PersonInWorld, told: readonly Told[]): void {
    const shortest = FIRST_GAP_MS - 2 * this.#world.skewMs;
    for (const [index, { mail }] of told.entries()) {
      const before = told[index - 1]?.mail;
      if (!before) continue;
      const gap = Math.max(mail.at - before.sender.startedAt, before.at - mail.sender.startedAt);
      if (gap < shortest) this.#faults.push(`${person.id} got ${mail.mailId} ${gap} ms after ${before.mailId}`);
    }
    const crowded = told.some(({ mail }, index) => (told[index + 6]?.mail.at ?? Infinity) - mail.at < MINUTE_MS);
    if (crowded) this.#faults.push(`${person.id} got seven mails in a minute`);
  }

  async #readWaiting(person: PersonInWorld): Promise<number> {
    const { Count = 0 } = await this.#world.engines.documents.send(
      new QueryCommand({
        TableName: this.#world.engines.peopleTable,
        ConsistentRead: true,
        KeyConditionExpression: 'person = :person AND begins_with(#item, :waiting)',
        ExpressionAttributeNames: { '#item': 'item' },
        ExpressionAttributeValues: { ':person': person.id, ':waiting': 'waiting#' },
      }),
    );
    return Count;
  }

  #fault({ messageId, at }: Cause, text: string): void {
    this.#faults.push(`${messageId} (at ${at - START_MS} ms) ${text}`);
  }
}

/** Worked out from the clock on the wall, to the minute. */
function isQuiet({ settings: { quietHours, timeZone } }: PersonInWorld, instant: number): boolean {
  if (!quietHours) return false;
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const time = format.format(instant);
  const { from, to } = quietHours;
  return from < to ? time >= from && time < to : time >= from || time < to;
}
