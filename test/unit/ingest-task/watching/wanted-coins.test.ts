import { expect, test } from 'vitest';
import type { CoinChange } from '../../../../adapters/streams/coin-stream.ts';
import type { WantedCoin } from '../../../../domain/market/coin.ts';
import { POLL_INTERVAL_MS, REREAD_INTERVAL_MS, WantedCoins } from '../../../../ingest-task/watching/wanted-coins.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { buildWantedCoin } from '../../../support/wanted-coins.ts';

test('the stream is opened before the table is read, and changes are applied after', async () => {
  const { coins, order, heard, changes, clock } = begin([buildWantedCoin('BTCUSDT', 5)]);
  changes.push({ kind: 'coin', coin: buildWantedCoin('ETHUSDT', 1) });
  await coins.start();
  expect(order).toEqual(['open', 'list']);
  await clock.advance(POLL_INTERVAL_MS);
  expect(heard).toEqual(['+BTCUSDT@5', '+ETHUSDT@1']);
});

test('an older version never replaces a newer one', async () => {
  const { coins, heard, changes, clock } = begin([buildWantedCoin('BTCUSDT', 5)]);
  await coins.start();
  changes.push({ kind: 'coin', coin: buildWantedCoin('BTCUSDT', 4, false) });
  changes.push({ kind: 'coin', coin: buildWantedCoin('BTCUSDT', 6) });
  await clock.advance(POLL_INTERVAL_MS);
  expect(heard).toEqual(['+BTCUSDT@5', '+BTCUSDT@6']);
});

test('a coin that is unwanted or removed is unfollowed once', async () => {
  const { coins, heard, changes, clock } = begin([buildWantedCoin('BTCUSDT'), buildWantedCoin('ETHUSDT')]);
  await coins.start();
  changes.push({ kind: 'coin', coin: buildWantedCoin('BTCUSDT', 1, false) }, { kind: 'removed', symbol: 'BTCUSDT' });
  changes.push({ kind: 'removed', symbol: 'ETHUSDT' });
  await clock.advance(POLL_INTERVAL_MS);
  expect(heard.slice(2)).toEqual(['-BTCUSDT', '-ETHUSDT']);
});

test('the table is read again every minute, which repairs what the stream did not bring', async () => {
  const { coins, heard, table, clock } = begin([buildWantedCoin('BTCUSDT')]);
  await coins.start();
  table.splice(0, 1, buildWantedCoin('ETHUSDT'));
  await clock.advance(REREAD_INTERVAL_MS + POLL_INTERVAL_MS);
  expect(heard.slice(1)).toEqual(['+ETHUSDT@1', '-BTCUSDT']);
});

test('lost changes make the table be read at once', async () => {
  const { coins, order, changes, clock } = begin([]);
  await coins.start();
  changes.push({ kind: 'missed' });
  await clock.advance(2 * POLL_INTERVAL_MS);
  expect(order.filter((name) => name === 'list')).toHaveLength(2);
});

test('a faulty record is quarantined with its content, and what is known of the coin stays', async () => {
  const { coins, heard, changes, clock, log } = begin([buildWantedCoin('BTCUSDT')]);
  await coins.start();
  changes.push({ kind: 'faulty', content: '{"symbol":"x"}', fault: 'no coin' });
  changes.push({ kind: 'coin', coin: buildWantedCoin('ETHUSDT') });
  await clock.advance(POLL_INTERVAL_MS);
  expect(heard).toEqual(['+BTCUSDT@1', '+ETHUSDT@1']);
  expect(log.lines[0]?.fields).toEqual({ error: 'no coin', content: '{"symbol":"x"}' });
});

test('a failing stream is logged once and polled again', async () => {
  const { coins, heard, changes, clock, log, fail } = begin([]);
  await coins.start();
  fail(true);
  await clock.advance(5 * POLL_INTERVAL_MS);
  fail(false);
  changes.push({ kind: 'coin', coin: buildWantedCoin('ETHUSDT') });
  await clock.advance(POLL_INTERVAL_MS);
  expect(log.messages()).toEqual(['wanted coins not read']);
  expect(heard).toEqual(['+ETHUSDT@1']);
});

function begin(table: WantedCoin[]) {
  const clock = manualClock();
  const log = recordedLog();
  const changes: CoinChange[] = [];
  const order: string[] = [];
  const heard: string[] = [];
  let failing = false;
  const coins = new WantedCoins({
    clock,
    log,
    coinTable: {
      async list() {
        order.push('list');
        return [...table];
      },
    },
    coinStream: {
      async open() {
        order.push('open');
      },
      async next() {
        if (failing) throw new Error('stream down');
        return changes.splice(0);
      },
    },
    onWanted: ({ symbol, book }) => void heard.push(`+${symbol}@${book.version}`),
    onUnwanted: (symbol) => void heard.push(`-${symbol}`),
  });
  const fail = (on: boolean) => {
    failing = on;
  };
  return { coins, table, changes, order, heard, clock, log, fail };
}
