import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { queuedDelivery } from '../../../../domain/messages/delivery.ts';
import type { Notice } from '../../../../domain/messages/notice.ts';
import { profileSchema } from '../../../../domain/people/person.ts';
import { runMailJobs } from '../../../../functions/send-mails/run-mail-jobs.ts';
import { memoryMail, NOON_MS } from '../../../support/memory-mail.ts';
import { buildQueueEvent } from '../../../support/queue-event.ts';
import { type LogLine, recordedLog } from '../../../support/recorded-log.ts';
import { buildTrigger } from '../../../support/triggers.ts';

const ADA = 'https://issuer.example#ada';
const MINUTE = 60_000;
const [first, second, third] = [numbered(12), numbered(13), numbered(14)];

function numbered(tradeId: number) {
  const trigger = buildTrigger({ note: `note of ${tradeId}` });
  return { ...trigger, id: trigger.id.replace('@0000000000000012', `@00000000000000${tradeId}`) };
}

const jobOf = ({ id }: { id: string }) => JSON.stringify({ messageId: id, channel: 'email' });
const wakeUp = (at: number) => JSON.stringify({ wake: ADA, at });
const done = { batchItemFailures: [] };

function setUp() {
  const world = memoryMail([first, second, third]);
  return { ...world, deliver: (...bodies: string[]) => runMailJobs(buildQueueEvent(bodies), world.deps) };
}

test('the first message of a person is mailed at once: logged before it is sent, recorded after', async () => {
  const { state, deliver, deliveryOf, waiting } = setUp();
  expect(await deliver(jobOf(first))).toEqual(done);
  expect(state.emails).toMatchObject([
    {
      to: 'ada@example.com',
      mailId: 'mail-1',
      text: expect.stringContaining('note of 12'),
      headers: {
        'List-Unsubscribe': '<https://pricebell.example/api/links/token-unsubscribe>',
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
    },
  ]);
  expect(state.noted).toEqual([
    { id: 'mail-1', person: ADA, address: 'ada@example.com', messageIds: [first.id], sentAt: NOON_MS },
  ]);
  expect(deliveryOf(first.id)).toMatchObject({ state: 'sent', detail: 'ses-1', attempts: 1, mailId: 'mail-1' });
  expect([waiting.size, state.wakeUps]).toEqual([0, []]);
});

test('messages that come within the pause wait for one wake-up, and share the next mail', async () => {
  const { state, deliver, deliveryOf } = setUp();
  await deliver(jobOf(first));
  state.now += 1_000;
  await deliver(jobOf(third), jobOf(second));
  expect(state.emails).toHaveLength(1);
  expect(state.wakeUps).toEqual([{ job: { person: ADA, at: NOON_MS + 5_000 }, delayMs: 4_000 }]);
  state.now = NOON_MS + 5_000;
  await deliver(wakeUp(NOON_MS + 5_000));
  expect(state.emails[1]?.subject).toMatch(/^2 alerts/);
  expect(state.noted[1]?.messageIds).toEqual([second.id, third.id]);
  expect([second, third].map(({ id }) => deliveryOf(id)?.state)).toEqual(['sent', 'sent']);
});

test('a job for a message that was sent already sends nothing, and removes it from the waiting ones', async () => {
  const { state, deliver, waiting } = setUp();
  await deliver(jobOf(first));
  waiting.set(first.id, { messageId: first.id, firedAt: 1, since: NOON_MS });
  state.now += MINUTE;
  await deliver(jobOf(first));
  expect([state.emails.length, waiting.size]).toEqual([1, 0]);
});

test('quiet hours hold back the first message too, with wake-ups of at most a quarter of an hour', async () => {
  const { state, deliver } = setUp();
  const settings = { quietHours: { from: '11:00', to: '12:20' } };
  state.profile = profileSchema.parse({ email: 'ada@example.com', updatedAt: 1, settings });
  await deliver(jobOf(first));
  expect(state.wakeUps.map(({ delayMs }) => delayMs)).toEqual([15 * MINUTE]);
  state.now += 15 * MINUTE;
  await deliver(wakeUp(state.now));
  expect(state.wakeUps.map(({ delayMs }) => delayMs)).toEqual([15 * MINUTE, 5 * MINUTE]);
  expect(state.emails).toEqual([]);
  state.now += 5 * MINUTE;
  await deliver(wakeUp(state.now));
  expect(state.emails).toHaveLength(1);
});

test('a late message is not sent in quiet hours that have begun since it came', async () => {
  const { state, deliver, waiting } = setUp();
  const settings = { quietHours: { from: '12:00', to: '12:20' } };
  state.profile = profileSchema.parse({ email: 'ada@example.com', updatedAt: 1, settings });
  waiting.set(first.id, { messageId: first.id, firedAt: 1, since: NOON_MS - MINUTE });
  await deliver(wakeUp(NOON_MS));
  expect(state.emails).toEqual([]);
});

test('a mail that SES refuses for now is queued again, and tried again after a pause that doubles', async () => {
  const { state, deliver, deliveryOf } = setUp();
  state.outcome = { outcome: 'not-now', detail: 'more mails a second than SES allows' };
  await deliver(jobOf(first));
  expect(deliveryOf(first.id)).toMatchObject({ state: 'queued', detail: 'more mails a second than SES allows' });
  state.now += 2_000;
  await deliver(wakeUp(state.now));
  expect(state.wakeUps.map(({ delayMs }) => delayMs)).toEqual([2_000, 4_000]);
  state.outcome = { outcome: 'taken', messageId: 'ses-2' };
  state.now += 4_000;
  await deliver(wakeUp(state.now));
  expect(deliveryOf(first.id)).toMatchObject({ state: 'sent', attempts: 3, isRepeat: false });
});

describe('while SES takes no mail', () => {
  const unverified = { outcome: 'not-now', detail: 'no mail can leave from bell@example.com yet' } as const;

  test('the person’s mails are delayed since the first refusal, with the latest reason; the next mail that it takes ends that', async () => {
    const { state, deliver, deliveryOf } = setUp();
    state.outcome = unverified;
    await deliver(jobOf(first));
    expect(state.throttle.delay).toEqual({ since: NOON_MS, detail: unverified.detail });
    state.now += 2_000;
    state.outcome = { outcome: 'not-now', detail: 'the daily quota of mails is used up' };
    await deliver(wakeUp(state.now));
    expect(state.throttle.delay).toEqual({ since: NOON_MS, detail: 'the daily quota of mails is used up' });
    state.now += 4_000;
    state.outcome = { outcome: 'no-answer', detail: 'SES did not answer' };
    await deliver(wakeUp(state.now));
    expect(state.throttle.delay).not.toBeNull();
    state.now += 90_000;
    state.outcome = { outcome: 'taken', messageId: 'ses-2' };
    await deliver(wakeUp(state.now));
    expect([state.throttle.delay, deliveryOf(first.id)?.state]).toEqual([null, 'sent']);
  });

  test.each([
    ['are given up', { now: 48 * 60 * MINUTE + 1, mailOff: null }, 'failed'],
    [
      'are wanted no longer',
      { now: MINUTE, mailOff: { reason: 'unsubscribed', address: 'ada@example.com', at: NOON_MS, detail: null } },
      'suppressed',
    ],
  ])('nothing is delayed any more once they %s', async (_, { now, mailOff }, became) => {
    const { state, deliver, deliveryOf } = setUp();
    state.outcome = unverified;
    await deliver(jobOf(first));
    state.now += now;
    state.profile = profileSchema.parse({ email: 'ada@example.com', updatedAt: 1, mailOff });
    await deliver(wakeUp(state.now));
    expect([state.throttle.delay, deliveryOf(first.id)?.state]).toEqual([null, became]);
  });
});

test('what a sender that died has left as delayed ends with the next wake-up that finds nothing waiting', async () => {
  const { state, deliver } = setUp();
  state.throttle = { openAt: NOON_MS, gapMs: 5_000, refusals: 1, delay: { since: NOON_MS, detail: 'not verified' } };
  expect(await deliver(wakeUp(NOON_MS))).toEqual(done);
  expect(state.throttle).toMatchObject({ openAt: NOON_MS, gapMs: 5_000, refusals: 1, delay: null });
});

describe('a mail that leaves later than it could have', () => {
  const lateness = (lines: readonly LogLine[]) =>
    lines.filter(({ message }) => message === 'a mail is late').map(({ fields }) => fields.mailLatenessMs);

  test('is reported with how long it waited, as a metric', async () => {
    const { state, deps, waiting } = setUp();
    const log = recordedLog();
    waiting.set(first.id, { messageId: first.id, firedAt: 1, since: NOON_MS - 25 * MINUTE });
    await runMailJobs(buildQueueEvent([wakeUp(NOON_MS)]), { ...deps, log });
    expect(state.emails).toHaveLength(1);
    expect(lateness(log.lines)).toEqual([25 * MINUTE]);
    const [line] = log.lines.filter(({ message }) => message === 'a mail is late');
    expect(line?.fields).toMatchObject({
      person: ADA,
      service: 'functions',
      _aws: { CloudWatchMetrics: [{ Metrics: [{ Name: 'mailLatenessMs', Unit: 'Milliseconds' }] }] },
    });
  });

  test('because SES takes none is reported at each attempt, and what nobody has verified is counted', async () => {
    const { state, deps } = setUp();
    const log = recordedLog();
    const run = (body: string) => runMailJobs(buildQueueEvent([body]), { ...deps, log });
    state.outcome = { outcome: 'not-now', detail: 'no mail can leave from bell@example.com yet', isUnverified: true };
    await run(jobOf(first));
    while (state.now < NOON_MS + 40 * MINUTE) {
      state.now = state.wakeUps.at(-1)?.job.at ?? Number.NaN;
      await run(wakeUp(state.now));
    }
    // the pauses before were shorter than a minute altogether
    expect(lateness(log.lines)).toEqual([62_000, 126_000, 254_000, 510_000, 1_022_000, 1_922_000, 2_822_000]);
    const attempts = log.lines.filter(({ message }) => message === 'mail');
    expect(attempts.map(({ fields }) => fields.unverifiedMails)).toEqual(attempts.map(() => 1));
  });

  test.each<[string, object]>([
    ['quiet hours', { quietHours: { from: '11:00', to: '16:00' } }],
    ['a digest', { digest: { every: 'day', at: '16:00' } }],
  ])('because of %s, and whose wake-ups come early, is not late', async (_, settings) => {
    const { state, deps } = setUp();
    const log = recordedLog();
    state.profile = profileSchema.parse({ email: 'ada@example.com', updatedAt: 1, settings });
    await runMailJobs(buildQueueEvent([jobOf(first)]), { ...deps, log });
    while (state.emails.length === 0) {
      state.now = (state.wakeUps.at(-1)?.job.at ?? Number.NaN) + 1_000;
      await runMailJobs(buildQueueEvent([wakeUp(state.now - 1_000)]), { ...deps, log });
    }
    expect(state.now).toBeGreaterThan(NOON_MS + 4 * 60 * MINUTE - 1);
    expect(lateness(log.lines)).toEqual([]);
  });
});

test('a mail that SES has refused for two days has failed, and the delivery says so', async () => {
  const { state, deliver, deliveryOf, waiting } = setUp();
  state.outcome = { outcome: 'not-now', detail: 'the daily quota of mails is used up' };
  await deliver(jobOf(first));
  state.now += 48 * 60 * MINUTE + 1;
  await deliver(wakeUp(state.now));
  expect(deliveryOf(first.id)).toMatchObject({
    ...{ state: 'failed', detail: 'given up after 48 hours: the daily quota of mails is used up' },
  });
  expect([state.emails.length, waiting.size]).toEqual([1, 0]);
});

test('a final refusal is recorded with its reason and not tried again', async () => {
  const { state, deliver, deliveryOf, waiting } = setUp();
  state.outcome = { outcome: 'refused', detail: 'the address is not verified' };
  await deliver(jobOf(first));
  expect(deliveryOf(first.id)).toMatchObject({ state: 'failed', detail: 'the address is not verified' });
  expect([waiting.size, state.wakeUps]).toEqual([0, []]);
});

test('a mail without an answer waits 90 s for an SES event; a second mail then says that it may be the second', async () => {
  const { state, deliver, deliveryOf } = setUp();
  state.outcome = { outcome: 'no-answer', detail: 'SES did not answer' };
  await deliver(jobOf(first));
  expect(deliveryOf(first.id)).toMatchObject({ state: 'uncertain', isRepeat: true });
  expect(state.wakeUps).toEqual([{ job: { person: ADA, at: NOON_MS + 90_000 }, delayMs: 90_000 }]);
  state.now += 10_000;
  await deliver(jobOf(first));
  expect(state.emails).toHaveLength(1);
  state.outcome = { outcome: 'taken', messageId: 'ses-2' };
  state.now = NOON_MS + 90_000;
  await deliver(wakeUp(state.now));
  expect(state.emails[0]?.text).not.toContain('may be the second');
  expect(state.emails[1]?.text).toContain('may be the second');
});

test('a mail whose outcome can not be recorded is looked at again once its claim has run out', async () => {
  const { state, deps, deliver, deliveryOf, waiting } = setUp();
  const { change } = deps.deliveryLog;
  const failing = { ...deps.deliveryLog };
  failing.change = (job, event) =>
    event.kind === 'taken' ? Promise.reject(new Error('the table did not answer')) : change(job, event);
  await runMailJobs(buildQueueEvent([jobOf(first)]), { ...deps, deliveryLog: failing });
  expect([deliveryOf(first.id)?.state, waiting.size]).toEqual(['sending', 1]);
  expect(state.wakeUps).toEqual([{ job: { person: ADA, at: NOON_MS + 40_000 }, delayMs: 40_000 }]);
  state.now += 40_001;
  await deliver(wakeUp(NOON_MS + 40_000));
  expect(deliveryOf(first.id)?.state).toBe('uncertain');
});

test('a person whose mail is off gets none, and the delivery log says why', async () => {
  const { state, deliver, deliveryOf, waiting } = setUp();
  const mailOff = { reason: 'bounced', address: 'ada@example.com', at: NOON_MS, detail: 'user unknown' };
  state.profile = profileSchema.parse({ email: 'ada@example.com', updatedAt: 1, mailOff });
  await deliver(jobOf(first));
  expect(deliveryOf(first.id)).toMatchObject({
    ...{ state: 'suppressed', detail: 'mail is off since 2026-11-22T12:00:00.000Z (bounced: user unknown)' },
  });
  expect([state.emails.length, waiting.size]).toEqual([0, 0]);
});

test('a row that can not be read does not stop the other messages of a person whose mail is off from being closed', async () => {
  const { state, deps, deliver, deliveryOf, waiting } = setUp();
  const { change } = deps.deliveryLog;
  deps.deliveryLog.change = (job, event) =>
    job.messageId === first.id ? Promise.reject(new Error('can not be read')) : change(job, event);
  const mailOff = { reason: 'unsubscribed', address: 'ada@example.com', at: NOON_MS, detail: null };
  state.profile = profileSchema.parse({ email: 'ada@example.com', updatedAt: 1, mailOff });
  waiting.set(first.id, { messageId: first.id, firedAt: 1, since: NOON_MS });
  waiting.set('BTCUSDT-0-gone@1', { messageId: 'BTCUSDT-0-gone@1', firedAt: 2, since: NOON_MS });
  expect(await deliver(jobOf(second))).toEqual(done);
  expect(deliveryOf(second.id)?.state).toBe('suppressed');
  expect([...waiting.keys()]).toEqual([first.id]);
  expect(state.wakeUps).toMatchObject([{ job: { person: ADA } }]);
});

test('messages whose rows can not be read make room for the others after a quarter of an hour, and are quarantined', async () => {
  const { state, deps, deliver, deliveryOf, waiting } = setUp();
  const { change } = deps.deliveryLog;
  deps.deliveryLog.change = async (job, event) =>
    job.messageId.startsWith('bad') ? z.never().parse(7) : change(job, event);
  const bad = Array.from({ length: 100 }, (_, it) => `bad${it}@1`);
  for (const messageId of bad) waiting.set(messageId, { messageId, firedAt: 1, since: state.now });
  waiting.set(first.id, { messageId: first.id, firedAt: 2, since: state.now });
  await deliver(wakeUp(state.now));
  expect([state.emails.length, waiting.size, state.quarantined.length]).toEqual([0, 101, 0]);
  state.now += 15 * MINUTE + 1;
  await deliver(wakeUp(state.now));
  expect(state.quarantined.map(({ record }) => record).toSorted()).toEqual(bad.toSorted());
  state.now += state.wakeUps.at(-1)?.delayMs ?? 0;
  await deliver(wakeUp(state.now));
  expect([deliveryOf(first.id)?.state, waiting.size]).toEqual(['sent', 0]);
});

test('without a verified address the delivery has failed, and says so', async () => {
  const { state, deliver, deliveryOf } = setUp();
  state.profile = null;
  await deliver(jobOf(first));
  expect(deliveryOf(first.id)).toMatchObject({ state: 'failed', detail: 'the person has no verified address' });
  expect(state.emails).toEqual([]);
});

test('a mail that can not be made now releases its claims, and its job comes again', async () => {
  const { deps, deliveryOf } = setUp();
  const failing = { ...deps, mailLog: { add: () => Promise.reject(new Error('the table did not answer')) } };
  const answer = await runMailJobs(buildQueueEvent([jobOf(first)]), failing);
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
  expect(deliveryOf(first.id)).toMatchObject({ state: 'queued', attempts: 1, isRepeat: false });
});

test('a message that can not be formatted fails alone, and the others of its mail are sent', async () => {
  const outage = {
    symbol: 'BTCUSDT',
    since: Number.NaN,
    cause: 'unseen' as const,
    toldAt: 1,
    before: null,
    endedAt: null,
    rechecked: null,
  };
  const broken: Notice = {
    ...{ id: `notice#${ADA}@coin-dark:BTCUSDT:1`, person: ADA, at: 1 },
    content: { kind: 'coin-dark', symbol: 'BTCUSDT', outage },
    deliveries: { email: queuedDelivery('email', 1) },
  };
  const { state, deps, deliveryOf, waiting } = memoryMail([broken, third]);
  state.throttle = { openAt: NOON_MS + 5_000, gapMs: 5_000, refusals: 0, delay: null };
  await runMailJobs(buildQueueEvent([jobOf(broken), jobOf(third)]), deps);
  state.now += 5_000;
  await runMailJobs(buildQueueEvent([wakeUp(state.now)]), deps);
  expect(deliveryOf(broken.id)?.state).toBe('failed');
  expect(deliveryOf(broken.id)?.detail).toContain('can not be put into words');
  expect(deliveryOf(third.id)?.state).toBe('sent');
  expect([state.emails.length, waiting.size]).toEqual([1, 0]);
});

test('while another sender holds the claim nothing is sent; a wake-up comes when the claim has run out', async () => {
  const { state, deps, deliver } = setUp();
  await deps.deliveryLog.change(
    { messageId: first.id, channel: 'email' },
    { kind: 'claim', at: NOON_MS - 1_000, mailId: 'mail-0', waitMs: 90_000 },
  );
  await deliver(jobOf(first));
  expect(state.emails).toEqual([]);
  expect(state.wakeUps).toMatchObject([{ delayMs: 39_001 }]);
});

test('more than a hundred messages go out in several mails', async () => {
  const storm = Array.from({ length: 130 }, (_, index) => {
    const trigger = buildTrigger();
    const id = trigger.id.replace('@0000000000000012', `@${String(index).padStart(16, '0')}`);
    return { ...trigger, id, deliveries: { email: queuedDelivery('email', 1) } };
  });
  const { state, deps, waiting } = memoryMail(storm);
  state.throttle = { openAt: NOON_MS + 5_000, gapMs: 5_000, refusals: 0, delay: null };
  await runMailJobs(buildQueueEvent(storm.map(jobOf)), deps);
  expect([state.emails.length, state.wakeUps.length, waiting.size]).toEqual([0, 1, 130]);
  state.now += 5_000;
  await runMailJobs(buildQueueEvent([wakeUp(state.now)]), deps);
  expect([state.noted[0]?.messageIds.length, waiting.size, state.wakeUps.length]).toEqual([100, 30, 2]);
  state.now += 10_000;
  await runMailJobs(buildQueueEvent([wakeUp(state.now)]), deps);
  expect([state.noted[1]?.messageIds.length, waiting.size]).toEqual([30, 0]);
});

test('a job that can not be read, or names a message that does not exist, goes back alone, and ends among the dead letters', async () => {
  const { state, deliver } = setUp();
  const unknown = JSON.stringify({ messageId: 'BTCUSDT-0-X@1', channel: 'email' });
  const answer = await deliver('{"channel":"email"}', jobOf(first), 'no JSON', unknown);
  expect(answer).toEqual({
    batchItemFailures: [{ itemIdentifier: 'm0' }, { itemIdentifier: 'm2' }, { itemIdentifier: 'm3' }],
  });
  expect(state.emails).toHaveLength(1);
});
