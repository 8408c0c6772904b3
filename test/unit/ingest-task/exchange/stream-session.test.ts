import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { OPENING_CHECKS } from '../../../../ingest-task/exchange/session-health.ts';
import { type SessionListener, StreamSession } from '../../../../ingest-task/exchange/stream-session.ts';
import { BINANCE_SOCKET } from '../../../../ingest-task/exchanges/binance/binance-socket.ts';
import { manualClock, settle } from '../../../support/manual-clock.ts';
import { type ScriptedExchange, startScriptedExchange, tradeFrame } from '../../../support/scripted-exchange.ts';

let exchange: ScriptedExchange;
beforeEach(async () => {
  exchange = await startScriptedExchange();
});
afterEach(() => exchange.close());

function begin(adjust: Partial<SessionListener> = {}) {
  const heard: string[] = [];
  const clock = manualClock();
  const listener: SessionListener = {
    onOpen: () => void heard.push('open'),
    onFrame: (_, frame) => void heard.push(frame.kind === 'trade' ? `trade ${frame.trade.id}` : frame.kind),
    onMalformed: (_, problem) => void heard.push(problem),
    onAcknowledged: () => void heard.push('acknowledged'),
    onLost: () => void heard.push('lost'),
    onRefused: (error) => void heard.push(error),
    onRejected: (_, stream) => void heard.push(`rejected ${stream}`),
    onProblem: (_, problem) => void heard.push(problem),
    onEnd: (_, { kind, detail }) => void heard.push(`${kind}: ${detail}`),
    ...adjust,
  };
  const session = new StreamSession({
    protocol: BINANCE_SOCKET,
    url: `${exchange.wsUrl}/stream`,
    clock,
    isWanted: () => false,
    listener,
  });
  return { session, clock, heard };
}

test('frames that arrive together with the one that ended the session are not passed on', async () => {
  const passed: number[] = [];
  begin({
    onFrame(session, frame) {
      if (frame.kind === 'trade') passed.push(frame.trade.id);
      session.terminate();
    },
  });
  await vi.waitFor(() => expect(exchange.sockets).toHaveLength(1));
  for (let id = 1; id <= 100; id += 1) exchange.send(tradeFrame('BTCUSDT', id));
  await vi.waitFor(() => expect(exchange.sockets).toHaveLength(0));
  await settle();
  expect(passed).toEqual([1]);
});

test('a socket that does not open is given up after so many checks', async () => {
  exchange.upgradeStatus = 0; // never answered
  const { clock, heard } = begin();
  await vi.waitFor(() => expect(exchange.attempts()).toBe(1));
  await clock.advance(OPENING_CHECKS * 1_000);
  expect(heard).toEqual([]);
  await clock.advance(1_000);
  expect(heard).toEqual(['lost: not open for 10 s']);
});

test('a problem is reported once, until it has passed', async () => {
  const { clock, heard } = begin();
  await vi.waitFor(() => expect(heard).toEqual(['open']));
  exchange.heartbeat(7);
  await vi.waitFor(() => expect(heard).toEqual(['open', 'heartbeat']));
  await clock.advance(30_000);
  expect(heard.slice(2)).toEqual(['stalled']);
  exchange.trade('BTCUSDT', 1);
  await vi.waitFor(() => expect(heard.slice(3)).toEqual(['trade 1']));
  await clock.advance(1_000);
  expect(heard.slice(4)).toEqual(['without-heartbeat']);
  await clock.advance(30_000);
  expect(heard.slice(5)).toEqual(['stalled']);
});

test('trades without any heartbeat are no problem for ten minutes: the exchange may send heartbeats to nobody', async () => {
  const { clock, heard } = begin();
  await vi.waitFor(() => expect(heard).toEqual(['open']));
  for (let id = 1; id <= 30; id += 1) {
    exchange.trade('BTCUSDT', id);
    await vi.waitFor(() => expect(heard.at(-1)).toBe(`trade ${id}`));
    await clock.advance(20_000);
  }
  expect(heard).not.toContain('without-heartbeat');
  await clock.advance(1_000);
  expect(heard.at(-1)).toBe('without-heartbeat');
});
