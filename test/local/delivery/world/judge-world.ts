import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { createMailThrottleTable } from '../../../../adapters/dynamodb/messages/mail-throttle-table.ts';
import { createWebhookTable } from '../../../../adapters/dynamodb/people/webhook-table.ts';
import type { Delivery } from '../../../../domain/messages/delivery.ts';
import type { InboxMail } from './delivery-engines.ts';
import { type Cause, type DeliveryWorld, type PersonInWorld, START_MS } from './delivery-world.ts';
import type { AcceptedMail } from './simulated-ses.ts';

const UNCERTAIN_WAIT_MS = 90_000;
const FIRST_GAP_MS = 5_000;
const MINUTE_MS = 60_000;
const MAX_PROBLEMS = 10;
/** Of a delivery by a webhook that was switched off. */
const ENDS_WHEN_OFF = ['suppressed', 'uncertain', 'failed'];

/** A mail that SES accepted, and its text. */
interface SentMail {
  readonly mail: AcceptedMail;
  readonly text: string;
  readonly saysRepeat: boolean;
}

export interface Judgement {
  /** sentences about what is wrong; empty when nothing is */
  readonly problems: readonly string[];
  readonly mails: number;
  /** deliveries that a person got more than once */
  readonly repeats: number;
  readonly states: Readonly<Record<string, number>>;
}

/**
 * Compares what happened in the world with what the delivery log says, by rules of its own. It knows which mails SES accepted, their
 * texts, which senders were killed or got an error afterwards, and which events were recorded.
 */
export async function judgeWorld(world: DeliveryWorld): Promise<Judgement> {
  const judge = new Judge(world, await world.engines.readInbox(world.startedAt));
  return judge.judge();
}

class Judge {
  readonly #world: DeliveryWorld;
  readonly #sent: readonly SentMail[];
  readonly #problems: string[] = [];
  readonly #states: Record<string, number> = {};
  #repeats = 0;

  constructor(world: DeliveryWorld, inbox: readonly InboxMail[]) {
    this.#world = world;
    this.#sent = world.ses.accepted.map((mail) => {
      const text = inbox.find(({ messageId }) => messageId === mail.sesId)?.body.text ?? '';
      if (text === '') this.#problems.push(`${mail.mailId}: SES accepted it, and it is not in the inbox`);
      return { mail, text, saysRepeat: text.includes('may be the second') };
    });
  }

  async judge(): Promise<Judgement> {
    for (const cause of this.#world.causes) await this.#judgeCause(cause);
    for (const person of this.#world.persons) await this.#judgePerson(person);
    const mails = this.#sent.length;
    return { problems: this.#problems.slice(0, MAX_PROBLEMS), mails, repeats: this.#repeats, states: this.#states };
  }

  async #judgeCause(cause: Cause): Promise<void> {
    const row = await this.#world.deliveryLog.read(cause.messageId).catch(() => null);
    const delivery = row?.deliveries.email;
    if (!delivery) {
      this.#report(cause, 'is not in the delivery log: lost');
      return;
    }
    this.#states[delivery.state] = (this.#states[delivery.state] ?? 0) + 1;
    const sent = this.#sent.filter(({ text }) => text.includes(cause.token));
    if (sent.some(({ mail }) => mail.address !== cause.person.address))
      this.#report(cause, 'was sent to somebody else');
    this.#judgeEnd(cause, delivery, sent);
    this.#judgeRepeats(cause, sent);
    for (const { id, url } of cause.person.webhooks)
      await this.#judgeWebhook(cause, url, row.deliveries[`webhook:${id}`]);
    if (delivery.attempts < sent.length) {
      this.#report(
        cause,
        `${sent.length} mails contain it, and the delivery log knows of ${delivery.attempts} attempts`,
      );
    }
  }

  /** A webhook gets a message once, or again only when nobody could know that it had got it. In the end it has it. */
  async #judgeWebhook(cause: Cause, url: string, delivery: Delivery | undefined): Promise<void> {
    const [alertId = ''] = cause.messageId.replace(/^notice#.*alert-expired:/, '').split(/[@:]/);
    const read = this.#world.receivers.read.filter((it) => it.url === url && it.body.includes(`"${alertId}"`));
    const isOff = await this.#isSwitchedOff(cause.person, url);
    if (delivery?.state !== 'sent' && !(isOff && delivery && ENDS_WHEN_OFF.includes(delivery.state)))
      this.#report(cause, `its webhook is ${delivery?.state} in the end (${delivery?.detail})`);
    if (delivery?.state === 'suppressed' && read.length > 0)
      this.#report(cause, 'is suppressed, and its webhook has got it');
    if (read.length === 0 && delivery?.state === 'sent') this.#report(cause, 'its webhook has not got it: lost');
    if ((delivery?.attempts ?? 0) < read.length)
      this.#report(cause, 'its webhook got it more often than the delivery log knows');
    if (new Set(read.map(({ webhookId }) => webhookId)).size > 1)
      this.#report(cause, 'its webhook can not recognise it');
    for (const { isAnswered, sender, at } of read.slice(0, -1)) {
      const isKnown = isAnswered && sender?.killedAt === null && !sender.failures.some((failedAt) => failedAt >= at);
      if (isKnown) this.#report(cause, 'its webhook gets it again, though it said that it has it');
    }
  }

  /** Only a receiver that does not work may have its webhook switched off. */
  async #isSwitchedOff({ id, webhooks }: PersonInWorld, url: string): Promise<boolean> {
    const { engines, receivers } = this.#world;
    const habit = receivers.habits.get(url);
    if (habit === undefined || habit === 'prompt') return false;
    const webhook = webhooks.find((it) => it.url === url);
    const table = createWebhookTable(engines.documents, engines.peopleTable);
    return webhook !== undefined && (await table.read(id, webhook.id))?.state === 'disabled';
  }

  /** The delivery log equals the inbox. */
  #judgeEnd(cause: Cause, { state, detail, mailId }: Delivery, sent: readonly SentMail[]): void {
    if (cause.isMuted) {
      if (state !== 'suppressed' || sent.length > 0)
        this.#report(cause, `is muted, and ${state}, in ${sent.length} mails`);
      return;
    }
    switch (state) {
      case 'sent':
      case 'delivered':
      case 'bounced':
      case 'complained':
        if (sent.length === 0) this.#report(cause, `is ${state}, and no mail contains it: lost`);
        else if (sent.at(-1)?.mail.mailId !== mailId)
          this.#report(cause, `is ${state} by another mail than the last one`);
        return;
      case 'suppressed':
        if (cause.person.offAt === null && !this.#isBouncing(cause.person))
          this.#report(cause, 'is suppressed without reason');
        if (sent.some((it) => !this.#isUnknown(it))) this.#report(cause, 'is suppressed, and a mail contains it');
        return;
      case 'uncertain': // nobody tries again when mail is off
        if (cause.person.offAt === null && !this.#isBouncing(cause.person)) this.#report(cause, 'stays uncertain');
        return;
      case 'queued':
      case 'sending':
        this.#report(cause, `is ${state} in the end: held back (${detail})`);
        return;
      case 'failed':
        this.#report(cause, `failed: ${detail}`);
        return;
    }
  }

  /** A repeat is allowed only after an attempt with an unknown outcome and without an event in time, and it says so. */
  #judgeRepeats(cause: Cause, sent: readonly SentMail[]): void {
    if (sent.length > 1) this.#repeats += 1;
    for (const [index, next] of sent.entries()) {
      const before = sent[index - 1];
      if (!before) continue;
      const { recordedAt } = before.mail;
      if (!this.#isUnknown(before)) this.#report(cause, `is sent again, though ${before.mail.mailId} was recorded`);
      if (recordedAt !== null && recordedAt < before.mail.at + UNCERTAIN_WAIT_MS) {
        this.#report(cause, 'is sent again, though an event came in time');
      }
      if (next.mail.at - before.mail.at < UNCERTAIN_WAIT_MS) this.#report(cause, 'is sent again too soon');
      if (!next.saysRepeat) this.#report(cause, 'is sent again without saying so');
    }
  }

  /** Its sender was killed, or got an error, at or after the send. */
  #isUnknown({ mail: { sender, at } }: SentMail): boolean {
    return (sender.killedAt !== null && sender.killedAt >= at) || sender.failures.some((failedAt) => failedAt >= at);
  }

  async #judgePerson(person: PersonInWorld): Promise<void> {
    const sent = this.#sent.filter(({ mail }) => mail.address === person.address);
    this.#judgeGaps(person, sent);
    for (const { mail } of sent) {
      if (isQuiet(person, mail.sender.startedAt)) this.#problems.push(`${person.id} got ${mail.mailId} in quiet hours`);
      const offAt = this.#offAt(person);
      if (offAt !== null && mail.sender.startedAt > offAt)
        this.#problems.push(`${person.id} got ${mail.mailId} though mails are off`);
    }
    const waiting = (await this.#readWaiting(person, 'waiting#')) + (await this.#readWaiting(person, 'waiting-call#'));
    if (waiting > 0) this.#problems.push(`${waiting} messages still wait for ${person.id}`);
    const { documents, peopleTable } = this.#world.engines;
    const delay = await createMailThrottleTable(documents, peopleTable).readDelay(person.id);
    if (delay) this.#problems.push(`the mails of ${person.id} seem delayed, though none waits: ${delay.detail}`);
  }

  #offAt(person: PersonInWorld): number | null {
    const bounced = this.#sent.filter(({ mail }) => mail.address === person.address && this.#isBouncing(person));
    const known = bounced.flatMap(({ mail }) => this.#world.ses.bounceRecordedAt(mail) ?? []);
    const all = [...known, ...(person.offAt === null ? [] : [person.offAt])];
    return all.length > 0 ? Math.min(...all) : null;
  }

  #isBouncing(person: PersonInWorld): boolean {
    return this.#world.ses.bouncing.has(person.address);
  }

  /** A sender reserves its turn after its start, and sends later still: between two turns at least the first pause passes. */
  #judgeGaps(person: PersonInWorld, sent: readonly SentMail[]): void {
    const shortest = FIRST_GAP_MS - 2 * this.#world.skewMs;
    for (const [index, { mail }] of sent.entries()) {
      const before = sent[index - 1]?.mail;
      if (!before) continue;
      const gap = Math.max(mail.at - before.sender.startedAt, before.at - mail.sender.startedAt);
      if (gap < shortest) this.#problems.push(`${person.id} got ${mail.mailId} ${gap} ms after ${before.mailId}`);
    }
    const crowded = sent.some(({ mail }, index) => (sent[index + 6]?.mail.at ?? Infinity) - mail.at < MINUTE_MS);
    if (crowded) this.#problems.push(`${person.id} got seven mails in a minute`);
  }

  async #readWaiting(person: PersonInWorld, prefix: string): Promise<number> {
    const { Count = 0 } = await this.#world.engines.documents.send(
      new QueryCommand({
        TableName: this.#world.engines.peopleTable,
        ConsistentRead: true,
        KeyConditionExpression: 'person = :person AND begins_with(#item, :waiting)',
        ExpressionAttributeNames: { '#item': 'item' },
        ExpressionAttributeValues: { ':person': person.id, ':waiting': prefix },
      }),
    );
    return Count;
  }

  #report({ messageId, at }: Cause, text: string): void {
    this.#problems.push(`${messageId} (at ${at - START_MS} ms) ${text}`);
  }
}

/** Computed from the formatted local time, to the minute. */
function isQuiet({ settings: { quietHours, timeZone } }: PersonInWorld, instant: number): boolean {
  if (!quietHours) return false;
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const time = format.format(instant);
  const { from, to } = quietHours;
  return from < to ? time >= from && time < to : time >= from || time < to;
}
