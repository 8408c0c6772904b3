import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { OPENING_CHECKS, PING_CHECKS } from '../../../../ingest-task/exchange/session-health.ts';
import { type SessionListener, StreamSession } from '../../../../ingest-task/exchange/stream-session.ts';
import { BINANCE_SOCKET } from '../../../../ingest-task/exchanges/binance/binance-socket.ts';
import { BINANCE_US } from '../../../../ingest-task/exchanges/binance/binance-us.ts';
import { manualClock, settle } from '../../../support/manual-clock.ts';
import { type ScriptedExchange, startScriptedExchange, tradeFrame } from '../../../support/scripted-exchange.ts';

let exchange: ScriptedExchange;
beforeEach(async () => {
  exchange = await startScriptedExchange();
});
afterEach(() => exchange.close());

function begin(adjust: Partial<SessionListener> = {}, protocol = BINANCE_SOCKET) {
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
    protocol,
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

/** A session of an exchange that is quiet at times, after its first heartbeat; `pings` counts what the server got. */
async function beginQuiet() {
  const { clock, heard } = begin({}, BINANCE_US.socket);
  await vi.waitFor(() => expect(heard).toEqual(['open']));
  const pings = { count: 0 };
  exchange.sockets.at(-1)?.on('ping', () => {
    pings.count += 1;
  });
  exchange.heartbeat(7);
  await vi.waitFor(() => expect(heard).toEqual(['open', 'heartbeat']));
  /** Lets so many pings and their pongs pass. */
  const passPings = async (times: number) => {
    for (let i = 0; i < times; i += 1) {
      const before = pings.count;
      await clock.advance(PING_CHECKS * 1_000);
      await vi.waitFor(() => expect(pings.count).toBe(before + 1));
      await roundTrip();
    }
  };
  return { clock, heard, pings, passPings };
}

/** Until the session has read what the server sent before. */
async function roundTrip(): Promise<void> {
  const socket = exchange.sockets.at(-1);
  if (!socket) return;
  const answered = new Promise<void>((resolve) => void socket.once('pong', () => resolve()));
  socket.ping();
  await answered;
}

test('on an exchange that is quiet at times, two minutes without a frame are no problem while pings are answered', async () => {
  const { heard, passPings } = await beginQuiet();
  await passPings(24);
  expect(heard.slice(2)).toEqual([]);
  exchange.heartbeat(8);
  await vi.waitFor(() => expect(heard.slice(2)).toEqual(['heartbeat']));
});

test('a quiet exchange that stays without heartbeat for more than two minutes is a problem, though it answers pings', async () => {
  const { clock, heard, passPings } = await beginQuiet();
  await passPings(24);
  await clock.advance(1_000);
  expect(heard.slice(2)).toEqual(['without-heartbeat']);
});

test('a quiet exchange that does not answer pings either is stalled after ten seconds', async () => {
  const { clock, heard } = await beginQuiet();
  exchange.sockets.at(-1)?.pause();
  await clock.advance(10_000);
  expect(heard.slice(2)).toEqual([]);
  await clock.advance(1_000);
  expect(heard.slice(2)).toEqual(['stalled']);
});

test('an exchange whose heartbeat is steady is not pinged, and its pongs do not hide that no frame comes', async () => {
  const { clock, heard } = begin();
  await vi.waitFor(() => expect(heard).toEqual(['open']));
  let pings = 0;
  exchange.sockets.at(-1)?.on('ping', () => {
    pings += 1;
  });
  exchange.heartbeat(7);
  await vi.waitFor(() => expect(heard).toEqual(['open', 'heartbeat']));
  for (let second = 1; second <= 10; second += 1) {
    await clock.advance(1_000);
    exchange.sockets.at(-1)?.pong();
    await roundTrip();
  }
  await clock.advance(1_000);
  expect(heard.slice(2)).toEqual(['stalled']);
  expect(pings).toBe(0);
});
