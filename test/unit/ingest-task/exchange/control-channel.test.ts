import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ANSWER_CHECKS,
  ControlChannel,
  LIST_CHECKS,
  MENDED_CHECKS,
  REFUSED_RETRY_MS,
  REJECTED_RETRY_MS,
} from '../../../../ingest-task/exchange/control-channel.ts';
import { BINANCE_SOCKET } from '../../../../ingest-task/exchanges/binance/binance-socket.ts';
import { type ManualClock, manualClock } from '../../../support/manual-clock.ts';
import type { ControlMessage } from '../../../support/scripted-exchange.ts';

const { streamsPerMessage } = BINANCE_SOCKET.limits;
const names = (count: number, prefix = 'coin') => new Set(Array.from({ length: count }, (_, i) => `${prefix}${i}`));

test('many streams go in chunks, and never more than four messages in any second', async () => {
  const { channel, clock, sent, times } = open();
  channel.want(names(1_020));
  await clock.advance(5_000);
  expect(sent.map(({ params }) => params.length)).toEqual([...Array(5).fill(streamsPerMessage), 20]);
  expect(times.every((time) => times.filter((other) => other >= time && other < time + 1_000).length <= 4)).toBe(true);
});

test('a single change is sent at once', () => {
  const { channel, sent } = open();
  channel.want(new Set(['a']));
  expect(sent).toEqual([{ method: 'SUBSCRIBE', params: ['a'], id: 1 }]);
});

test('however often the wanted streams change, the exchange ends with those wanted last', async () => {
  const wants = fc.array(fc.tuple(fc.uniqueArray(fc.nat(6)), fc.nat(800)), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(wants, async (changes) => {
      const { channel, clock, sent, times } = open();
      for (const [wanted, waitMs] of changes) {
        channel.want(new Set(wanted.map(String)));
        await clock.advance(waitMs);
      }
      await clock.advance(3_000);
      channel.renew(['0', '1']);
      await clock.advance(3_000);
      const held = new Set<string>();
      for (const { method, params = [] } of sent) {
        for (const name of params) method === 'SUBSCRIBE' ? held.add(name) : held.delete(name);
      }
      expect([...held].sort()).toEqual((changes.at(-1)?.[0] ?? []).map(String).sort());
      for (let i = 4; i < times.length; i += 1) expect((times[i] ?? 0) - (times[i - 4] ?? 0)).toBeGreaterThan(1_000);
    }),
    { numRuns: 60 },
  );
});

test('a stream is acknowledged by the answer to its own message', async () => {
  const { channel, clock, acknowledged } = open();
  channel.want(new Set(['a']));
  channel.want(new Set(['a', 'b']));
  await clock.advance(400);
  channel.answer(2, null);
  expect([channel.isAcknowledged('a'), channel.isAcknowledged('b')]).toEqual([false, true]);
  channel.answer(1, null);
  expect(channel.isAcknowledged('a')).toBe(true);
  expect(acknowledged).toEqual([['b'], ['a']]);
});

test('an answer to an older message does not acknowledge a stream that was requested again since', async () => {
  const { channel, clock, sent } = open();
  channel.want(new Set(['a']));
  await clock.advance(1_000);
  channel.renew(['a']);
  await clock.advance(1_000);
  expect(sent.map(({ method }) => method)).toEqual(['SUBSCRIBE', 'UNSUBSCRIBE', 'SUBSCRIBE']);
  channel.answer(1, null);
  expect(channel.isAcknowledged('a')).toBe(false);
  channel.answer(2, null);
  channel.answer(3, null);
  expect(channel.isAcknowledged('a')).toBe(true);
});

test('a renewed stream is not acknowledged until a new answer comes', async () => {
  const { channel, clock } = open();
  channel.want(new Set(['a', 'b']));
  channel.answer(1, null);
  channel.renew(['a', 'never asked for']);
  expect([channel.isAcknowledged('a'), channel.isAcknowledged('b')]).toEqual([false, true]);
  await clock.advance(1_000);
  channel.answer(3, null);
  expect(channel.isAcknowledged('a')).toBe(true);
});

test('the list is requested once every message is answered, and then every few minutes', async () => {
  const { channel, clock, sent } = open();
  const lists = () => sent.filter(({ method }) => method === 'LIST_SUBSCRIPTIONS').length;
  channel.want(new Set(['a']));
  await clock.advance(1_000);
  expect(lists()).toBe(0);
  channel.answer(1, null);
  expect(lists()).toBe(1);
  channel.list(2, ['a']);
  await checks(channel, clock, LIST_CHECKS - 1);
  expect(lists()).toBe(1);
  await checks(channel, clock, 1);
  expect(lists()).toBe(2);
});

test('a stream missing from the list is subscribed again, one too many is unsubscribed; soon the list is requested again', async () => {
  const { channel, clock, sent, lost } = open();
  channel.want(new Set(['a', 'b']));
  await clock.advance(1_000);
  channel.answer(1, null);
  channel.list(2, ['b', 'stray']);
  expect(lost).toEqual([['a']]);
  expect(channel.isAcknowledged('a')).toBe(false);
  await clock.advance(1_000);
  expect(sent.slice(2)).toEqual([
    { method: 'UNSUBSCRIBE', params: ['stray'], id: 3 },
    { method: 'SUBSCRIBE', params: ['a'], id: 4 },
  ]);
  channel.answer(3, null);
  channel.answer(4, null);
  await checks(channel, clock, MENDED_CHECKS);
  expect(sent.slice(4)).toEqual([{ method: 'LIST_SUBSCRIPTIONS', id: 5 }]);
});

test('a list that is older than the last message is requested again', async () => {
  const { channel, clock, sent, lost } = open();
  channel.want(new Set(['a']));
  await clock.advance(1_000);
  channel.answer(1, null);
  channel.want(new Set(['a', 'b']));
  await clock.advance(1_000);
  channel.list(2, ['a']);
  channel.answer(3, null);
  expect(lost).toEqual([]);
  await clock.advance(1_000);
  expect(sent.at(-1)).toEqual({ method: 'LIST_SUBSCRIPTIONS', id: 4 });
});

test('an exchange whose lists never match is not flooded', async () => {
  const { channel, clock, sent } = open();
  channel.want(new Set(['a']));
  for (let second = 0; second < 600; second += 1) {
    await checks(channel, clock, 1);
    for (const { method, id } of sent.slice(-3)) {
      if (method === 'LIST_SUBSCRIPTIONS') channel.list(id, ['A']);
      else channel.answer(id, null);
    }
  }
  expect(sent.length).toBeLessThan((3 * 600) / MENDED_CHECKS + 5);
});

test('a refused message is reported, and its streams are requested again later', async () => {
  const { channel, clock, sent, errors } = open();
  channel.want(new Set(['a']));
  channel.answer(1, '2: Invalid request');
  expect(errors).toEqual(['2: Invalid request']);
  await clock.advance(REFUSED_RETRY_MS - 1);
  expect(sent).toHaveLength(1);
  await clock.advance(1);
  expect(sent.at(-1)).toEqual({ method: 'SUBSCRIBE', params: ['a'], id: 2 });
});

const INVALID = '2: Invalid request: invalid stream';

/** Answers each message like an exchange that refuses the whole message for one of these names. */
function answering({ channel, clock, sent }: ReturnType<typeof open>, poison: ReadonlySet<string>) {
  let answered = 0;
  return async (forMs: number) => {
    for (let passed = 0; passed < forMs; passed += 100) {
      for (const { id, method, params = [] } of sent.slice(answered)) {
        answered += 1;
        const isRefused = method === 'SUBSCRIBE' && params.some((name) => poison.has(name));
        if (method !== 'LIST_SUBSCRIPTIONS') channel.answer(id, isRefused ? INVALID : null);
      }
      await clock.advance(100);
    }
  };
}

test('one refused name costs few messages, and all others are subscribed', async () => {
  const opened = open();
  const { channel, sent, rejected, times } = opened;
  channel.want(names(200));
  await answering(opened, new Set(['coin77']))(10_000);
  expect(rejected).toEqual(['coin77']);
  expect([...names(200)].filter((name) => !channel.isAcknowledged(name))).toEqual(['coin77']);
  expect(sent.filter(({ method }) => method === 'SUBSCRIBE').length).toBeLessThanOrEqual(1 + 2 * 8);
  expect(times.at(-1)).toBeLessThan(6_000);
});

test('whichever names are refused, all others are subscribed in the end, and no second has too many messages', async () => {
  const cases = fc.tuple(fc.integer({ min: 2, max: 40 }), fc.uniqueArray(fc.nat(39), { maxLength: 6 }), fc.nat(1_500));
  await fc.assert(
    fc.asyncProperty(cases, async ([count, bad, waitMs]) => {
      const opened = open();
      const poison = new Set(bad.map((i) => `coin${i}`));
      const wanted = new Set(['first', ...names(count)]);
      const pass = answering(opened, poison);
      opened.channel.want(new Set(['first']));
      await pass(waitMs);
      opened.channel.want(wanted);
      await pass(60_000);
      const { channel, rejected, times } = opened;
      expect([...wanted].filter((name) => !channel.isAcknowledged(name)).sort()).toEqual(rejected.sort());
      expect(rejected.every((name) => poison.has(name))).toBe(true);
      for (let i = 4; i < times.length; i += 1) expect((times[i] ?? 0) - (times[i - 4] ?? 0)).toBeGreaterThan(1_000);
    }),
    { numRuns: 40 },
  );
});

test('a refused name is tried again later, by itself, and is subscribed if it is accepted then', async () => {
  const opened = open();
  const { channel, clock, sent, rejected } = opened;
  const pass = answering(opened, new Set(['new']));
  channel.want(new Set(['first']));
  await pass(1_000);
  channel.want(new Set(['first', 'new']));
  await pass(2_000);
  expect(rejected).toEqual(['new']);
  const before = sent.length;
  await clock.advance(REJECTED_RETRY_MS);
  expect(sent.slice(before).filter(({ method }) => method === 'SUBSCRIBE')).toMatchObject([{ params: ['new'] }]);
  channel.answer(sent.at(-1)?.id ?? 0, null);
  expect(channel.isAcknowledged('new')).toBe(true);
});

test('an error that does not concern the names gives none of them up and splits no message', async () => {
  const { channel, clock, sent, rejected, errors } = open();
  channel.want(new Set(['first']));
  channel.answer(1, null);
  await clock.advance(1_000);
  channel.list(2, ['first']);
  channel.want(new Set(['first', 'a', 'b']));
  channel.answer(3, '0: Unknown error');
  await clock.advance(REFUSED_RETRY_MS);
  expect([rejected, errors]).toEqual([[], ['0: Unknown error']]);
  expect(sent.at(-1)).toMatchObject({ method: 'SUBSCRIBE', params: ['a', 'b'] });
});

test('a message that is unanswered for so many checks is reported and sent again', async () => {
  const { channel, clock, sent, unanswered } = open();
  channel.want(new Set(['a']));
  await checks(channel, clock, ANSWER_CHECKS);
  expect([unanswered(), sent.length]).toEqual([0, 1]);
  await checks(channel, clock, 1);
  expect(unanswered()).toBe(1);
  expect(sent.slice(1)).toEqual([{ method: 'SUBSCRIBE', params: ['a'], id: 2 }]);
});

test('time without checks is no silence', async () => {
  const { channel, clock, unanswered } = open();
  channel.want(new Set(['a']));
  await clock.advance(600_000);
  expect(unanswered()).toBe(0);
});

test('nothing is sent after the end', async () => {
  const { channel, clock, sent } = open();
  channel.want(new Set(['a']));
  channel.close();
  channel.want(new Set(['a', 'b']));
  await clock.advance(60_000);
  expect(sent).toHaveLength(1);
});

/** Makes so many checks, one a second. */
async function checks(channel: ControlChannel, clock: ManualClock, count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    channel.check();
    await clock.advance(1_000);
  }
}

function open() {
  const clock = manualClock();
  const sent: ControlMessage[] = [];
  const times: number[] = [];
  const errors: string[] = [];
  const acknowledged: (readonly string[])[] = [];
  const lost: (readonly string[])[] = [];
  const rejected: string[] = [];
  let unanswered = 0;
  const channel = new ControlChannel({
    protocol: BINANCE_SOCKET,
    clock,
    send(text) {
      sent.push(JSON.parse(text));
      times.push(clock.elapsed());
    },
    onAcknowledged: (streams) => void acknowledged.push(streams),
    onLost: (streams) => void lost.push(streams),
    onRefused: (error) => void errors.push(error),
    onRejected: (stream) => void rejected.push(stream),
    onUnanswered() {
      unanswered += 1;
    },
  });
  return { channel, clock, sent, times, errors, acknowledged, lost, rejected, unanswered: () => unanswered };
}
