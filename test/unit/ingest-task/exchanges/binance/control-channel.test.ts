import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ANSWER_TIMEOUT_MS,
  ControlChannel,
  MAX_STREAMS_PER_MESSAGE,
  REFUSED_RETRY_MS,
} from '../../../../../ingest-task/exchanges/binance/control-channel.ts';
import { manualClock } from '../../../build/manual-clock.ts';
import type { ControlMessage } from '../../../build/scripted-exchange.ts';

const names = (count: number, prefix = 'coin') => new Set(Array.from({ length: count }, (_, i) => `${prefix}${i}`));

test('many streams go in chunks, and never more than four messages in any second', async () => {
  const { channel, clock, sent, times } = open();
  channel.want(names(1_020));
  await clock.advance(5_000);
  expect(sent.map(({ params }) => params.length)).toEqual([...Array(5).fill(MAX_STREAMS_PER_MESSAGE), 20]);
  expect(times.every((time) => times.filter((other) => other >= time && other < time + 1_000).length <= 4)).toBe(true);
});

test('a single change is sent at once', () => {
  const { channel, sent } = open();
  channel.want(new Set(['a']));
  expect(sent).toEqual([{ method: 'SUBSCRIBE', params: ['a'], id: 1 }]);
});

test('however minds change, the exchange ends with what is wanted last', async () => {
  const wants = fc.array(fc.tuple(fc.uniqueArray(fc.nat(6)), fc.nat(800)), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(wants, async (changes) => {
      const { channel, clock, sent, times } = open();
      for (const [wanted, waitMs] of changes) {
        channel.want(new Set(wanted.map(String)));
        await clock.advance(waitMs);
      }
      await clock.advance(3_000);
      const held = new Set<string>();
      for (const { method, params } of sent) {
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
  expect(acknowledged()).toBe(2);
});

test('a refused message is reported, and its streams are asked for again later', async () => {
  const { channel, clock, sent, faults } = open();
  channel.want(new Set(['a']));
  channel.answer(1, '2: Invalid request');
  expect(faults).toEqual(['2: Invalid request']);
  await clock.advance(REFUSED_RETRY_MS - 1);
  expect(sent).toHaveLength(1);
  await clock.advance(1);
  expect(sent.at(-1)).toEqual({ method: 'SUBSCRIBE', params: ['a'], id: 2 });
});

test('a message without an answer means that the connection is half open', async () => {
  const { channel, clock, silences } = open();
  channel.want(new Set(['a']));
  await clock.advance(ANSWER_TIMEOUT_MS - 1);
  expect(silences()).toBe(0);
  await clock.advance(1);
  expect(silences()).toBe(1);
});

test('nothing is sent after the end', async () => {
  const { channel, clock, sent } = open();
  channel.want(new Set(['a']));
  channel.close();
  channel.want(new Set(['a', 'b']));
  await clock.advance(60_000);
  expect(sent).toHaveLength(1);
});

function open() {
  const clock = manualClock();
  const sent: ControlMessage[] = [];
  const times: number[] = [];
  const faults: string[] = [];
  let acknowledged = 0;
  let silences = 0;
  const channel = new ControlChannel({
    clock,
    send(text) {
      sent.push(JSON.parse(text));
      times.push(clock.elapsed());
    },
    onAcknowledged() {
      acknowledged += 1;
    },
    onRefused: (fault) => void faults.push(fault),
    onSilent() {
      silences += 1;
    },
  });
  return { channel, clock, sent, times, faults, acknowledged: () => acknowledged, silences: () => silences };
}
