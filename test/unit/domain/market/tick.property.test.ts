import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { alertIndexSummarySchema } from '../../../../domain/market/coin.ts';
import { FEEDS } from '../../../../domain/market/feed.ts';
import { SYMBOL_PATTERN } from '../../../../domain/market/symbol.ts';
import { decodeTick, encodeTick, TickError } from '../../../../domain/market/tick.ts';
import { DECIMAL, tradeSchema } from '../../../../domain/market/trade.ts';
import { buildTick, buildTrade } from '../../../support/ticks.ts';

/** A schema of the record, to compare the decoder with. It leaves the order of trades to the examples of tick.test.ts. */
const reference = z
  .string()
  .regex(DECIMAL)
  .refine((ref) => Number(ref) > 0);
const references = z.record(z.string(), reference.nullable());
const whole = z.number().int();
const instant = whole.min(0).max(Date.UTC(2100, 0, 1));
const span = whole.min(-Date.UTC(2100, 0, 1)).max(Date.UTC(2100, 0, 1));
const schema = z
  .object({
    v: z.literal(1),
    symbol: z.string().regex(SYMBOL_PATTERN),
    feed: z.enum(FEEDS),
    epoch: whole.positive(),
    seq: whole.positive(),
    book: alertIndexSummarySchema,
    source: z.enum(['live', 'backfill']),
    receivedAt: instant,
    receivedAfter: z.array(span).optional(),
    publishedAt: instant,
    clockOffsetMs: span.nullish(),
    previous: tradeSchema.extend({ time: instant }).nullable(),
    beforePrevious: tradeSchema.extend({ time: instant }).nullish(),
    refs: references,
    refsBefore: references.optional(),
    measures: z.record(z.string(), z.number().nullable()),
    minute: instant.multipleOf(60_000),
    mark: instant.nullable(),
    trades: z.object({
      id: z.array(whole.nonnegative()),
      time: z.array(whole),
      price: z.array(tradeSchema.shape.price),
      quantity: z.array(tradeSchema.shape.quantity),
    }),
  })
  .transform(({ mark, ...fields }) => ({ ...fields, watermark: mark }))
  .refine(({ minute, trades }) => trades.time.every((at) => Math.floor(at / 60_000) * 60_000 === minute))
  .refine(({ trades: { id, time, price, quantity } }) => {
    return [time, price, quantity].every(({ length }) => length === id.length);
  })
  .refine(({ trades: { id } }) => id.every((each, index) => index === 0 || each > (id[index - 1] ?? 0)))
  .refine(({ receivedAfter = [], trades: { id } }) => [0, id.length].includes(receivedAfter.length))
  .refine(({ beforePrevious, previous }) => !beforePrevious || (previous && beforePrevious.id < previous.id))
  .refine(({ previous, trades: { id } }) => !previous || id[0] === undefined || id[0] > previous.id);

const good = buildTick(
  [buildTrade({ id: 5, price: '64999.5' }), buildTrade({ id: 6, price: '65000' }), buildTrade({ id: 7 })],
  {
    receivedAfter: [0, 12, 12],
    clockOffsetMs: -250,
    previous: buildTrade({ id: 4 }),
    beforePrevious: buildTrade({ id: 3 }),
    refs: { 'change-1h': '64000', 'change-24h': null },
    refsBefore: { 'change-1h': '63999.9' },
    measures: { 'volatility-24h': 40.5, 'volume-1h': null },
    watermark: 1_767_614_400_000,
  },
);

/** Every place in the record: `book`, `book.version`, `trades.price.1`, … */
function placesOf(value: unknown, at: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, inner]) => placesOf(inner, [...at, key]))];
}

/** The record with another value at that place; undefined takes the field away. */
function changed(record: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const copy: Record<string, unknown> = Object.assign(Array.isArray(record) ? [] : {}, record);
  copy[key] = changed(copy[key], rest, value);
  return copy;
}

/** The message of the TickError. @throws Error when the text is taken */
function messageOf(text: string): string {
  try {
    decodeTick(text);
  } catch (error) {
    if (error instanceof TickError) return error.message;
    throw error;
  }
  throw new Error('is taken');
}

/** The fields that the message may name when this one is wrong: where two contradict each other, either. */
function blamedFor([field = '']: readonly string[]): string[] {
  if (field === 'minute') return ['minute', 'trades'];
  if (field === 'previous') return ['previous', 'beforePrevious'];
  return field === 'trades' ? ['trades', 'previous', 'receivedAfter'] : [field];
}

const odd = fc.oneof(
  fc.constantFrom(undefined, null, true, '', '0', '0.0', '1', '1.5', '-1', '1e3', ' 1', 0, -1, 1, 2, 1.5, 2 ** 53),
  fc.constantFrom(4_102_444_800_000, 4_102_444_800_001, 1_795_879_789_630_000, 60_000, 60_001),
  fc.constantFrom('btc', 'BTC', '币安人生', 'live', 'binance', [], {}, [1], ['1'], { a: 1 }, { a: '1' }, { a: null }),
  fc.constantFrom(1_000, 1_001, good.minute, good.minute + 59_999, good.minute + 60_000, good.minute - 1),
  fc.jsonValue(),
);

/** The defaults of fields that records of earlier versions lack. */
const LEFT_OUT = { receivedAfter: [], clockOffsetMs: null, beforePrevious: null, refsBefore: {} };

function withoutGaps(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

test('the decoder takes a record exactly when the schema does, and reads the same from it', () => {
  let taken = 0;
  let refused = 0;
  const record: unknown = JSON.parse(encodeTick(good));
  fc.assert(
    fc.property(fc.constantFrom(...placesOf(record)), odd, (place, value) => {
      const text = JSON.stringify(changed(record, place, value)) ?? 'null';
      const { success, data } = schema.safeParse(JSON.parse(text));
      if (success) {
        taken += 1;
        expect(decodeTick(text)).toEqual({ ...LEFT_OUT, ...withoutGaps(data) });
      } else {
        refused += 1;
        const message = messageOf(text);
        if (place.length > 0) expect(blamedFor(place)).toContain(message.split(/[.:]/)[0]);
      }
    }),
    { numRuns: 5_000 },
  );
  expect(taken).toBeGreaterThan(300);
  expect(refused).toBeGreaterThan(2_000);
});
