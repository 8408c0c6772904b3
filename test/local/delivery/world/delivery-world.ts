import type { SESClient, SendRawEmailCommand, SendRawEmailCommandOutput } from '@aws-sdk/client-ses';
import { type SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { createDeliveryLog } from '../../../../adapters/dynamodb/messages/delivery-log.ts';
import { createPersonTable } from '../../../../adapters/dynamodb/people/person-table.ts';
import { createWebhookTable } from '../../../../adapters/dynamodb/people/webhook-table.ts';
import type { Log } from '../../../../adapters/log.ts';
import type { Channel } from '../../../../domain/channels/channel.ts';
import { newWebhook } from '../../../../domain/channels/webhook.ts';
import { type Profile, type Settings, settingsSchema } from '../../../../domain/people/person.ts';
import { RandomNumbers } from '../../../../local/simulator/market/random-numbers.ts';
import { silentLog } from '../../../support/silent-log.ts';
import { buildTrigger } from '../../../support/triggers.ts';
import { type CallPlan, EngineCalls } from './call-engines.ts';
import type { DeliveryEngines } from './delivery-engines.ts';
import { answeredBy } from './memory-engines.ts';
import { SimulatedQueue } from './simulated-queue.ts';
import { type ReceiverPlan, SimulatedReceivers } from './simulated-receivers.ts';
import { type EventPlan, SimulatedSes } from './simulated-ses.ts';
import { SimulatedStream } from './simulated-stream.ts';
import { SimulatedTime } from './simulated-time.ts';
import { startFunctions } from './start-functions.ts';

export const START_MS = Date.parse('2026-11-22T12:00:00Z');
const NO_FAULTS: WorldPlan = {
  seed: 1,
  faultOf: () => null,
  outages: [],
  events: { lost: 0, doubled: 0, lateMs: 0 },
  doubled: 0,
  skewMs: 0,
  webhookBatch: 10,
  failing: 0,
  limitMs: 0,
  maxFiresPerHour: 60,
};

export interface WorldPlan extends CallPlan, ReceiverPlan {
  readonly seed: number;
  readonly events: EventPlan;
  /** the share of jobs, events and batches of the stream that come twice, 0 to 1 */
  readonly doubled: number;
  /** the most that the clocks of functions are wrong by */
  readonly skewMs: number;
  /** jobs that one invocation of call-webhooks gets at most */
  readonly webhookBatch: number;
  /** of one alert */
  readonly maxFiresPerHour: number;
}

export interface PersonInWorld {
  readonly id: string;
  readonly address: string;
  readonly settings: Settings;
  /** the webhooks that each of their alerts uses too */
  readonly webhooks: readonly { readonly id: string; readonly url: string }[];
  /** when the person switched mails off; null: never */
  offAt: number | null;
}

/** A message that the world has caused. Its text contains `token`, so that its mails can be found. */
export interface Cause {
  readonly messageId: string;
  readonly token: string;
  readonly person: PersonInWorld;
  readonly at: number;
  /** the alert has fired too often: nothing may be sent */
  readonly isMuted?: boolean;
}

let worlds = 0;

/**
 * The real functions of delivery in a simulated world of persons, firing alerts, SQS, the stream and SES events, all in simulated
 * time. Tables and mails are those of the given engines.
 */
export class DeliveryWorld {
  readonly number = worlds++;
  readonly engines: DeliveryEngines;
  readonly time = new SimulatedTime(START_MS);
  readonly calls: EngineCalls;
  readonly ses: SimulatedSes;
  readonly mails: SimulatedQueue;
  readonly webhooks: SimulatedQueue;
  readonly receivers: SimulatedReceivers;
  readonly mailEvents: SimulatedQueue;
  readonly stream: SimulatedStream;
  readonly persons: PersonInWorld[] = [];
  readonly causes: Cause[] = [];
  /** bodies of quarantined records */
  readonly quarantine: string[] = [];
  readonly errors: string[] = [];
  readonly startedAt = Date.now();
  readonly random: () => number;
  readonly skewMs: number;
  readonly deliveryLog;
  readonly people;

  constructor(engines: DeliveryEngines, given: Partial<WorldPlan> = {}) {
    const plan = { ...NO_FAULTS, ...given };
    const numbers = RandomNumbers.fromSeed(plan.seed);
    this.random = () => numbers.next();
    this.engines = engines;
    this.skewMs = plan.skewMs;
    const { time, random } = this;
    const { documents, triggersTable, peopleTable } = engines;
    this.deliveryLog = createDeliveryLog(documents, triggersTable);
    this.people = createPersonTable(documents, peopleTable);
    this.calls = new EngineCalls({ ...plan, time, random });
    this.ses = new SimulatedSes({
      time,
      random,
      plan: plan.events,
      report: (body, delayMs) => this.mailEvents.send(body, delayMs),
    });
    this.receivers = new SimulatedReceivers(time, random, plan);
    const functions = startFunctions({
      documents: this.calls.client('table', documents),
      ses: this.calls.client('mail', this.#sesClient(engines.ses)),
      queues: this.calls.client('queue', this.#queueClient()),
      triggersTable,
      peopleTable,
      caller: this.receivers,
      queueUrls: { mails: 'mails', webhooks: 'webhooks', quarantine: 'set-aside' },
      log: this.#log(),
      now: () => Math.round(time.now + (random() * 2 - 1) * plan.skewMs),
      maxFiresPerHour: plan.maxFiresPerHour,
      makeMailId: () => `world${this.number}-mail${this.#mailIds++}-${this.startedAt}`,
    });
    const { doubled } = plan;
    const common = { time, random, doubled };
    this.mails = new SimulatedQueue({
      ...common,
      name: 'send-mails',
      maxConcurrency: 2,
      consume: functions.sendMails,
    });
    this.webhooks = new SimulatedQueue({
      ...common,
      name: 'call-webhooks',
      maxConcurrency: 4,
      batchSize: plan.webhookBatch,
      consume: functions.callWebhooks,
    });
    this.mailEvents = new SimulatedQueue({
      ...common,
      name: 'record-mail-events',
      maxConcurrency: 2,
      consume: async (event) => {
        const answer = await functions.recordMailEvents(event);
        if (answer.batchItemFailures.length === 0) for (const { body } of event.Records) this.ses.noteRecorded(body);
        return answer;
      },
    });
    this.stream = new SimulatedStream({ ...common, name: 'dispatch-messages', consume: functions.dispatchMessages });
  }

  #mailIds = 0;
  #numbers = 0;

  async addPerson(settings: Partial<Settings> = {}, webhookCount = 0): Promise<PersonInWorld> {
    const name = `w${this.number}-${this.startedAt}-p${this.persons.length}`;
    const person = {
      id: `https://issuer.example#${name}`,
      address: `${name}@example.com`,
      settings: settingsSchema.parse(settings),
      webhooks: Array.from({ length: webhookCount }, (_, index) => ({
        id: `a${index + 1}`,
        url: `https://${name}-${index}.example.com/`,
      })),
      offAt: null,
    };
    const profile: Profile = { email: person.address, updatedAt: START_MS, settings: person.settings, mailOff: null };
    const Item = { person: person.id, item: 'profile', ...profile };
    await this.engines.documents.send(new PutCommand({ TableName: this.engines.peopleTable, Item }));
    const table = createWebhookTable(this.engines.documents, this.engines.peopleTable);
    for (const webhook of person.webhooks) {
      const { Put } = table.addition(person.id, newWebhook({ ...webhook, preset: 'standard', chatId: null }, START_MS));
      if (Put) await this.engines.documents.send(new PutCommand(Put));
    }
    this.persons.push(person);
    return person;
  }

  /** An alert of the person fires now. */
  fireAlert(person: PersonInWorld): Cause {
    const number = this.#numbers++;
    const token = `note-${this.number}-${number}.`;
    const alertId = `BTCUSDT-0-${this.startedAt}W${this.number}N${number}`;
    const trigger = buildTrigger();
    const {
      id,
      deliveries: _,
      dispatchedAt: __,
      alertId: ___,
      symbol,
      rule,
      channels: ______,
      owner: ____,
      note: _____,
      ...fire
    } = trigger;
    const messageId = `${alertId}@${id.split('@')[1]}`;
    const lastTrigger = { ...fire, id: messageId };
    const before = {
      id: alertId,
      owner: person.id,
      symbol,
      rule,
      channels: channelsOf(person),
      note: token,
      lastTrigger: null,
    };
    this.stream.add({ OldImage: imageOf(before), NewImage: imageOf({ ...before, lastTrigger }) });
    return this.#cause({ messageId, token, person, at: this.time.now });
  }

  /** An alert of the person expires now. */
  expireAlert(person: PersonInWorld): Cause {
    const number = this.#numbers++;
    const token = `note-${this.number}-${number}.`;
    const alertId = `ETHUSDT-0-${this.startedAt}W${this.number}N${number}`;
    const { rule } = buildTrigger();
    const expiresAt = this.time.now;
    const ruleWithEnd = { ...rule, expiresAt };
    const alert = {
      id: alertId,
      owner: person.id,
      symbol: 'ETHUSDT',
      rule: ruleWithEnd,
      channels: channelsOf(person),
      note: token,
      lastTrigger: null,
    };
    this.stream.add({
      OldImage: imageOf({ ...alert, state: { status: 'active' } }),
      NewImage: imageOf({ ...alert, state: { status: 'expired' } }),
    });
    const messageId = `notice#${person.id}@alert-expired:${alertId}:${expiresAt}`;
    return this.#cause({ messageId, token, person, at: this.time.now });
  }

  /** The person presses the button now. */
  async unsubscribe(person: PersonInWorld): Promise<void> {
    const off = { reason: 'unsubscribed', address: person.address, at: this.time.now, detail: null } as const;
    await this.people.switchMailOff(person.id, off);
    person.offAt ??= this.time.now;
  }

  #cause(cause: Cause): Cause {
    this.causes.push(cause);
    return cause;
  }

  #log(): Log {
    const keep = (message: string, fields: Readonly<Record<string, unknown>> = {}) =>
      void this.errors.push(
        `${this.time.now - START_MS} ${message} ${JSON.stringify({ ...fields, stack: undefined })}`,
      );
    return { ...silentLog, error: keep };
  }

  #sesClient(real: SESClient): SESClient {
    const send = async (command: SendRawEmailCommand): Promise<SendRawEmailCommandOutput> => {
      const output = await real.send(command);
      this.ses.accept(command.input, output.MessageId ?? '');
      return output;
    };
    return answeredBy(real, send);
  }

  /** Jobs go to their queue; anything else is quarantined. */
  #queueClient(): SQSClient {
    const send = async ({ input }: SendMessageCommand): Promise<object> => {
      const { QueueUrl = '', MessageBody = '', DelaySeconds = 0 } = input;
      if (QueueUrl === 'mails') this.mails.send(MessageBody, DelaySeconds * 1_000, input.MessageGroupId);
      else if (QueueUrl === 'webhooks') this.webhooks.send(MessageBody, DelaySeconds * 1_000, input.MessageGroupId);
      else this.quarantine.push(MessageBody);
      return {};
    };
    return answeredBy(new SQSClient({ region: 'nowhere' }), send);
  }
}

function channelsOf({ webhooks }: PersonInWorld): Channel[] {
  return [{ type: 'email' }, ...webhooks.map(({ id }) => ({ type: 'webhook' as const, id }))];
}

function imageOf(item: object): NonNullable<DynamoDBRecord['dynamodb']>['NewImage'] {
  // Lambda's types and the SDK's describe the same JSON
  return marshall(item) as NonNullable<DynamoDBRecord['dynamodb']>['NewImage'];
}
