import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import {
  type CandleAnswer,
  type CoinAnswer,
  candleSchema,
  coinSchema,
  listingSchema,
  pageSchema,
  parseAnswer,
} from '../api/answers.ts';
import type { Cli } from '../session/cli.ts';
import { type Column, formatFields, formatTable } from '../terminal/table.ts';
import { readInstant } from './read-option.ts';

const COLUMNS: readonly Column<CoinAnswer>[] = [
  { title: 'COIN', value: ({ symbol }) => symbol },
  { title: 'STATE', value: ({ state }) => state },
  { title: 'PRICE', value: ({ price }) => price ?? '', align: 'right' },
  { title: '1 H', value: ({ change }) => percent(change['1h']), align: 'right' },
  { title: '24 H', value: ({ change }) => percent(change['24h']), align: 'right' },
];

const CANDLE_COLUMNS: readonly Column<CandleAnswer>[] = [
  { title: 'START', value: ({ start }) => start },
  { title: 'OPEN', value: ({ open }) => open, align: 'right' },
  { title: 'HIGH', value: ({ high }) => high, align: 'right' },
  { title: 'LOW', value: ({ low }) => low, align: 'right' },
  { title: 'CLOSE', value: ({ close }) => close, align: 'right' },
  { title: 'VOLUME', value: ({ volume }) => volume, align: 'right' },
];

/** `pricebell coins …` */
export function addCoinCommands(program: CommandUnknownOpts, cli: Cli): void {
  const coins = program.command('coins').description('the followed coins, and the market');
  addReads(coins, cli);
  addFollowing(coins, cli);
  addCandles(coins, cli);
}

function addReads(coins: CommandUnknownOpts, cli: Cli): void {
  const { terminal } = cli;
  coins
    .command('list')
    .description('every followed coin, by name')
    .action(async () => {
      const { body } = await cli.connect().call('GET /api/coins');
      cli.show(body, () => {
        const shown = parseAnswer(pageSchema, body).items.map((item) => parseAnswer(coinSchema, item));
        return shown.length > 0 ? formatTable(COLUMNS, shown, terminal) : ['No coin is followed.'];
      });
    });
  coins
    .command('show')
    .description('a followed coin')
    .argument('<coin>')
    .action(async (symbol) => {
      const { body } = await cli.connect().call('GET /api/coins/{symbol}', { path: { symbol } });
      cli.show(body, () => formatFields(coinFields(parseAnswer(coinSchema, body)), terminal));
    });
  coins
    .command('search')
    .description('symbols of the exchange that a text may mean: btc, BTC/USDT')
    .argument('<text>')
    .action(async (q) => {
      const { body } = await cli.connect().call('GET /api/symbols', { query: { q } });
      cli.show(body, () => {
        const found = parseAnswer(pageSchema, body).items.map((item) => parseAnswer(listingSchema, item));
        return found.map(({ symbol, status }) => (status === 'TRADING' ? symbol : `${symbol} (${status})`));
      });
    });
}

function addFollowing(coins: CommandUnknownOpts, cli: Cli): void {
  coins
    .command('follow')
    .description('follows coins, so that they have prices and candles')
    .argument('<coin...>')
    .action(async (symbols) => {
      const api = cli.connect();
      for (const symbol of symbols) {
        const { body } = await api.call('PUT /api/coins/{symbol}', { path: { symbol } });
        cli.show(body, () => [`${symbol} is followed`]);
      }
    });
  coins
    .command('unfollow')
    .description('stops following coins (admins only)')
    .argument('<coin...>')
    .action(async (symbols) => {
      const api = cli.connect();
      for (const symbol of symbols) {
        await api.call('DELETE /api/coins/{symbol}', { path: { symbol } });
        cli.show({ unfollowed: symbol }, () => [`${symbol} is no longer followed`]);
      }
    });
}

function addCandles(coins: CommandUnknownOpts, cli: Cli): void {
  coins
    .command('candles')
    .description('candles of a followed coin, oldest first')
    .argument('<coin>')
    .option('--interval <interval>', 'such as 1m, 1h or 1d', '1h')
    .option('--from <instant>', 'an instant or a day; when it is left out, the interval says how far back')
    .option('--to <instant>', 'not included; now, when it is left out')
    .addHelpText('after', '\nExample:\n  pricebell coins candles BTCUSDT --interval 1d --from 2026-11-01')
    .action(async (symbol, { interval, from, to }) => {
      const now = cli.terminal.now();
      const query = { interval, from: from && readInstant(from, now), to: to && readInstant(to, now) };
      const { body } = await cli.connect().call('GET /api/coins/{symbol}/candles', { path: { symbol }, query });
      cli.show(body, () => {
        const shown = parseAnswer(pageSchema, body).items.map((item) => parseAnswer(candleSchema, item));
        return formatTable(CANDLE_COLUMNS, shown, cli.terminal);
      });
    });
}

function coinFields({ symbol, feed = null, state, stateReason, price, updatedAt, change, unwatched }: CoinAnswer) {
  const changes = Object.entries(change).map(([window, value]) => `${window} ${percent(value)}`);
  const spans = unwatched.map(({ from, to, reason }) => `${from} to ${to} (${reason})`);
  const fields: [string, string | null][] = [
    ['coin', symbol],
    ['state', stateReason === null ? state : `${state}: ${stateReason}`],
    ['price', price],
    ['from', feed],
    ['as of', updatedAt],
    ['change', changes.join(', ')],
    ['unwatched', spans.length > 0 ? spans.join(', ') : null],
  ];
  return fields;
}

function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : `${value > 0 ? '+' : ''}${value} %`;
}
