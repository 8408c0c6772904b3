import { describe, expect, it } from 'vitest';
import { ARMING, AT, at, coin, explain, LATER, LATER_TEXT, range, watching } from '../../../support/explained.ts';

describe('an alert that watches', () => {
  const RISES = 'fires when the price rises to 65,000 or above';
  const FALLS = 'fires when the price falls to 65,000 or below';

  it.each([
    ['above', 'below', RISES],
    ['above', 'above', `waits until the price is below 65,000, then ${RISES}`],
    ['below', 'above', FALLS],
    ['below', 'below', `waits until the price is above 65,000, then ${FALLS}`],
    ['crosses-above', 'below', RISES],
    ['crosses-above', 'above', `waits until the price is below 65,000, then ${RISES}`],
    ['crosses-below', 'above', FALLS],
    ['crosses-below', 'below', `waits until the price is above 65,000, then ${FALLS}`],
    ['crosses', 'below', RISES],
    ['crosses', 'above', FALLS],
  ] as const)('for %s, judged last %s the level', (op, zone, words) => {
    const [price, shown, distance] = zone === 'below' ? ['64812.4', '64,812.4', '0.29'] : ['65200', '65,200', '0.31'];
    const explained = explain({ condition: at(op) }, watching(zone), coin(price));
    expect(explained).toBe(`${words}; ${AT} the price was ${shown}, ${distance} % away`);
  });

  it('at the very level says that it must leave it before it can cross it', () => {
    expect(explain({ condition: at('crosses') }, watching('within'), coin('65000'))).toBe(
      `waits until the price is above or below 65,000, then fires when the price reaches or crosses 65,000; ${AT} the price was 65,000, less than 0.01 % away`,
    );
  });

  it('whose value was not known when it was judged says that it starts from the next known one', () => {
    const rule = { condition: at('above', '5', 'change-1h') };
    const observed = coin('103', 'live', { refs: { 'change-1h': '100' } });
    expect(explain(rule, watching(null), observed)).toBe(
      `waits for the next known value of change-1h, from which it starts again; ${AT} change-1h was 3 %`,
    );
  });

  it.each([
    ['enters', 'below', 'fires when the price enters 60,000 to 65,000'],
    ['enters', 'above', 'fires when the price enters 60,000 to 65,000'],
    [
      'enters',
      'within',
      'waits until the price is outside 60,000 to 65,000, then fires when the price enters 60,000 to 65,000',
    ],
    ['leaves', 'within', 'fires when the price leaves 60,000 to 65,000'],
    [
      'leaves',
      'below',
      'waits until the price is within 60,000 to 65,000, then fires when the price leaves 60,000 to 65,000',
    ],
    [
      'leaves',
      'above',
      'waits until the price is within 60,000 to 65,000, then fires when the price leaves 60,000 to 65,000',
    ],
  ] as const)('for %s, judged last %s the range, measures to the nearer bound', (op, zone, words) => {
    // 60,000 / 60,600 = 1 - 0.0099, 65,000 / 66,000 = 1 - 0.0152, 60,000 / 59,000 = 1 + 0.0169
    const [price, shown, distance] = {
      below: ['59000', '59,000', '1.69'],
      within: ['60600', '60,600', '0.99'],
      above: ['66000', '66,000', '1.52'],
    }[zone] as [string, string, string];
    expect(explain({ condition: range(op) }, watching(zone), coin(price))).toBe(
      `${words}; ${AT} the price was ${shown}, ${distance} % away`,
    );
  });

  it.each([
    ['that is newer than its state', 9, 'which is not judged yet'],
    ['that is older than its state', 3, 'before the alert was last judged'],
  ])('says of a value that would have moved it, %s, what it is worth', (_, lastTradeId, why) => {
    const words = `${RISES}; ${AT} the price was 65,100, there already, ${why}`;
    expect(explain({}, watching('below'), coin('65100', 'live', { lastTradeId }))).toBe(words);
  });

  it('by minute closes says of a value within the minute that it does not count yet', () => {
    expect(explain({ confirm: 'minute-close' }, watching('below'), coin('65100'))).toBe(
      `${RISES} at a minute close; ${AT} the price was 65,100, there already, but only minute closes count`,
    );
  });

  it('says of which instant the values are, windowed ones too', () => {
    const minute = Date.UTC(2026, 0, 5, 12, 1);
    const observed = coin('1', 'live', { minute, measures: { 'volume-1h': 1 } });
    expect(explain({ condition: at('above', '2', 'volume-1h') }, watching('below'), observed)).toMatch(
      /; at 2026-01-05T12:01:00.000Z volume-1h was 1 USDT, 100.00 % away$/,
    );
  });

  it.each([
    // 103 / 100 - 1 = 3 %
    [
      at('crosses-above', '5', 'change-1h'),
      coin('103', 'live', { refs: { 'change-1h': '100' } }),
      `fires when change-1h rises to 5 % or above; ${AT} change-1h was 3 %, 2.00 percentage points away`,
    ],
    [
      range('enters', 'change-1h', '-3', '-2.5'),
      coin('99', 'live', { refs: { 'change-1h': '100' } }),
      `fires when change-1h enters -3 to -2.5 %; ${AT} change-1h was -1 %, 1.50 percentage points away`,
    ],
    [
      at('crosses-above', '0', 'sma-200-1d'),
      coin('97', 'live', { refs: { 'sma-200-1d': '100' } }),
      `fires when the price rises to its 200-day average or above; ${AT} the price's distance from its 200-day average was -3 %, 3.00 percentage points away`,
    ],
    [
      at('above', '60.5', 'volatility-24h'),
      coin('1', 'live', { measures: { 'volatility-24h': 51.23456 } }),
      `fires when volatility-24h rises to 60.5 % or above; ${AT} volatility-24h was 51.23 %, 9.27 percentage points away`,
    ],
    [
      at('above', '1500000', 'volume-1h'),
      coin('1', 'live', { measures: { 'volume-1h': 1_200_000.4 } }),
      `fires when volume-1h rises to 1,500,000 USDT or above; ${AT} volume-1h was 1,200,000 USDT, 25.00 % away`,
    ],
    [
      at('above', '1500000', 'volume-1h'),
      coin('1', 'live', { measures: { 'volume-1h': 0 } }),
      `fires when volume-1h rises to 1,500,000 USDT or above; ${AT} volume-1h was 0 USDT`,
    ],
    [
      at('above', '1500000', 'volume-1h'),
      coin('1', 'live', { measures: { 'volume-1h': null } }),
      'fires when volume-1h rises to 1,500,000 USDT or above; volume-1h is not known at the moment',
    ],
  ])('shows each metric in its own unit (%#)', (condition, observed, words) => {
    expect(explain({ condition }, watching('below'), observed)).toBe(words);
  });

  it.each([
    [
      at('crosses-below', '0', 'below-high-24h'),
      coin('98', 'live', { refs: { 'below-high-24h': '100' } }),
      `fires when the price rises to its 24-hour high or above; ${AT} the price's distance below its 24-hour high was 2 %, 2.00 percentage points away`,
    ],
    [
      at('below', '30', 'rsi-14-1h'),
      coin('1', 'live', { measures: { 'rsi-14-1h': 42.125 } }),
      `fires when RSI 14 of 1-hour candles falls to 30 or below; ${AT} RSI 14 of 1-hour candles was 42.13, 12.13 points away`,
    ],
  ])('says how the price gets where a distance of 0 is, and what falls (%#)', (condition, observed, words) => {
    expect(explain({ condition }, watching('above'), observed)).toBe(words);
  });

  it('says that only minute closes count, how long it must last, and when it ends', () => {
    const rule = { confirm: 'minute-close', holdSeconds: 300, expiresAt: LATER } as const;
    expect(explain(rule, watching('below'), coin('64812.4'))).toBe(
      `${RISES} at a minute close and stays so for 5 minutes; ${AT} the price was 64,812.4, 0.29 % away; expires on ${LATER_TEXT}`,
    );
  });

  it('says what keeps the coin from being watched', () => {
    expect(explain({}, watching('below'), coin('64812.4', 'dark'))).toMatch(/; the coin is not seen at the moment$/);
  });

  it('says nothing of a price that is not known', () => {
    expect(explain({}, watching('below'), coin(null))).toBe(RISES);
    expect(explain({}, watching('below'), null)).toBe(`${RISES}; the coin is not being watched`);
  });
});

describe('an alert that is not armed yet', () => {
  it.each([
    ['above', '66000', `fires if the price is still at or above 65,000; ${AT} the price was 66,000`],
    ['below', '64000', `fires if the price is still at or below 65,000; ${AT} the price was 64,000`],
    ['crosses-above', '66000', 'waits until the price is below 65,000, then fires when the price rises to'],
    ['crosses-above', '65000', 'waits until the price is below 65,000, then fires when the price rises to'],
    ['crosses-below', '65000', 'waits until the price is above 65,000, then fires when the price falls to'],
    ['crosses', '66000', 'fires when the price falls to 65,000 or below'],
  ] as const)('of %s at %s goes by where the price stands', (op, price, words) => {
    expect(explain({ condition: at(op) }, ARMING, coin(price))).toContain(`arms at the next trade; then ${words}`);
  });

  it('that would fire at once holds first, when it has a hold', () => {
    expect(explain({ condition: at('above'), holdSeconds: 60 }, ARMING, coin('66000'))).toContain(
      'then fires if the price is still at or above 65,000 and stays so for 1 minute;',
    );
  });

  it.each([
    [null, "waits for the coin's first trade"],
    [
      coin(null, 'rejected'),
      "waits for the coin's first trade; the exchange does not know the coin, or refuses to send it",
    ],
    [
      coin('64000'),
      `arms at the next trade; then fires when the price rises to 65,000 or above; ${AT} the price was 64,000, 1.56 % away`,
    ],
  ])('says what it waits for (%#)', (observed, words) => {
    expect(explain({}, ARMING, observed)).toBe(words);
  });

  it.each([
    [{ condition: at('above', '5', 'volatility-24h') }, 'waits until volatility-24h is known'],
    [
      { all: [at('above', '5', 'volatility-24h'), at('above'), at('above', '5', 'change-1h')] },
      'waits until volatility-24h and change-1h are known',
    ],
  ])('waits for values that are not known (%#)', (rule, words) => {
    expect(explain(rule, ARMING, coin('64000'))).toBe(words);
  });

  it('arms when its next value comes', () => {
    const observed = coin('64000', 'live', { measures: { 'volume-1h': 1 } });
    const condition = at('above', '5', 'volume-1h');
    expect(explain({ confirm: 'minute-close' }, ARMING, observed)).toMatch(/^arms at the next minute close; /);
    expect(explain({ condition }, { ...ARMING, quietly: true }, observed)).toMatch(/^arms within seconds; /);
    expect(explain({}, { ...ARMING, quietly: true }, observed)).toMatch(/^arms within seconds; /);
    expect(explain({ condition }, ARMING, observed)).toMatch(/^arms at the next minute; /);
  });
});

describe('an alert of several conditions', () => {
  const all = [at('above', '5', 'change-1h'), at('above'), at('above', '1000000', 'volume-1h')];
  // 66,000 / 63,461.5 - 1 = 4.00 %
  const observed = coin('66000', 'live', { refs: { 'change-1h': '63461.5' }, measures: { 'volume-1h': 900_000 } });
  const AS_OF = AT.replace('at', 'as of');

  it('says of each how it stands, whichever of them the evaluator watches', () => {
    const words =
      'fires when all of these hold: ' +
      'change-1h at or above 5 % (at 4 %, 1.00 percentage points away), ' +
      'price at or above 65,000 (holds at 66,000), ' +
      `volume-1h at or above 1,000,000 USDT (at 900,000 USDT, 11.11 % away); ${AS_OF}`;
    expect(explain({ all }, watching('below'), observed)).toBe(words);
    expect(explain({ all }, watching('below', 1), observed)).toBe(words);
  });

  it('says what is not known, and that only minute closes count', () => {
    expect(explain({ all, confirm: 'minute-close' }, watching('above', 1), coin('64000'))).toBe(
      'fires when all of these hold at a minute close: change-1h at or above 5 % (not known), ' +
        `price at or above 65,000 (at 64,000, 1.56 % away), volume-1h at or above 1,000,000 USDT (not known); ${AS_OF}`,
    );
  });

  it('says why it has not fired although all of them hold', () => {
    const held = [at('above'), at('below', '70000')];
    expect(explain({ all: held }, watching('below'), observed)).toMatch(
      /; as of 2026-01-05T12:00:02.120Z all of them hold, which is not judged yet$/,
    );
    expect(explain({ all: held, confirm: 'minute-close' }, watching('below'), observed)).toMatch(
      /all of them hold, but only minute closes count$/,
    );
  });

  it.each([
    ['64000', 'at 64,000, 1.56 % away'],
    ['66000', 'at 66,000, must first be below 65,000'],
  ])('says of one that has to move from where it would fire (%s)', (price, where) => {
    const words = explain({ all: [at('crosses-above'), at('below', '70000')] }, watching('below', 1), coin(price));
    expect(words).toBe(
      `fires when the price crosses above 65,000 (${where}) while this holds: price at or below 70,000 (holds at ${price.replace('000', ',000')}); ${AS_OF}`,
    );
  });

  it('says all of them before it is armed', () => {
    expect(explain({ all: all.slice(0, 2) }, ARMING, observed)).toBe(
      'arms at the next trade; then fires when all of these hold: ' +
        `change-1h at or above 5 % (at 4 %, 1.00 percentage points away), price at or above 65,000 (holds at 66,000); ${AS_OF}`,
    );
    expect(explain({ all: [at('above'), at('below', '70000')] }, ARMING, observed)).toMatch(
      /^arms at the next trade; then fires if all of these still hold: /,
    );
  });
});
