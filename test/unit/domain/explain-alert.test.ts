import { describe, expect, it } from 'vitest';
import type { AlertState, Rule, Zone } from '../../../domain/alert.ts';
import type { CoinState, ObservedCoin } from '../../../domain/coin.ts';
import type { Condition, LevelOperator, RangeOperator } from '../../../domain/condition.ts';
import { explainAlert } from '../../../domain/explain-alert.ts';
import type { Metric } from '../../../domain/metric.ts';
import { encodePosition } from '../../../domain/position.ts';
import { buildCrossingRule } from '../build/crossing-rule.ts';
import { buildStoredAlert } from '../build/stored-alert.ts';
import { ALERT_ID, buildTrigger } from '../build/triggers.ts';

const seen = { asOf: { tradeId: 7, instant: 1_500 }, watchedFrom: { tradeId: 7, time: 1_500, epoch: 1 } };
const active = { status: 'active', ...seen } as const;
const ARMING: AlertState = {
  status: 'arming',
  armFrom: { armAfter: 1_000, bookVersion: 1 },
  watch: 0,
  quietly: true,
  asOf: null,
  watchedFrom: null,
};
const LATER = Date.UTC(2026, 0, 5, 12, 30);
const LATER_TEXT = '2026-01-05T12:30:00.000Z';
const EVERY_TIME = { mode: 'every-time', cooldownSeconds: 300 } as const;

function coin(price: string | null, state: CoinState = 'live', values: Partial<ObservedCoin> = {}): ObservedCoin {
  return { state, price, lastTradeId: 7, tradeAt: 1_500, ...values };
}

function at(op: LevelOperator, level = '65000', metric: Metric = 'price'): Condition {
  return { metric, op, level };
}

function range(op: RangeOperator, metric: Metric = 'price', from = '60000', to = '65000'): Condition {
  return { metric, op, from, to };
}

function watching(zone: Zone | null, watch = 0): AlertState {
  return { ...active, phase: 'watching', watch, zone };
}

function explain(rule: Partial<Rule>, state: AlertState, observed: ObservedCoin | null): string {
  return explainAlert(buildStoredAlert({ rule: buildCrossingRule(rule), state }), observed);
}

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
    ['crosses', 'within', 'fires when the price crosses 65,000'],
    ['crosses', null, 'fires when the price crosses 65,000'],
  ] as const)('for %s, judged last %s the level', (op, zone, words) => {
    const explained = explain({ condition: at(op) }, watching(zone), coin('64812.4'));
    expect(explained).toBe(`${words}; now 64,812.4; 0.29 % away`);
  });

  it.each([
    ['enters', 'below', 'fires when the price enters 60,000 to 65,000'],
    ['enters', 'above', 'fires when the price enters 60,000 to 65,000'],
    ['enters', 'within', 'waits until the price is outside 60,000 to 65,000, then fires when it enters'],
    ['leaves', 'within', 'fires when the price leaves 60,000 to 65,000'],
    ['leaves', 'below', 'waits until the price is within 60,000 to 65,000, then fires when it leaves'],
    ['leaves', 'above', 'waits until the price is within 60,000 to 65,000, then fires when it leaves'],
  ] as const)('for %s, judged last %s the range, tells the nearer bound', (op, zone, words) => {
    // 60,000 / 60,600 = 1 - 0.0099, 65,000 / 66,000 = 1 - 0.0152
    const explained = (price: string) => explain({ condition: range(op) }, watching(zone), coin(price));
    expect(explained('60600')).toBe(`${words}; now 60,600; 0.99 % away`);
    expect(explained('66000')).toBe(`${words}; now 66,000; 1.52 % away`);
  });

  it.each([
    // 103 / 100 - 1 = 3 %
    [
      at('crosses-above', '5', 'change-1h'),
      coin('103', 'live', { refs: { 'change-1h': '100' } }),
      'fires when change-1h rises to 5 % or above; now 3 %; 2.00 percentage points away',
    ],
    [
      range('enters', 'change-1h', '-3', '-2.5'),
      coin('99', 'live', { refs: { 'change-1h': '100' } }),
      'fires when change-1h enters -3 to -2.5 %; now -1 %; 1.50 percentage points away',
    ],
    [
      at('above', '60.5', 'volatility-24h'),
      coin('1', 'live', { measures: { 'volatility-24h': 51.23456 } }),
      'fires when volatility-24h rises to 60.5 % or above; now 51.23 %; 9.27 percentage points away',
    ],
    [
      at('above', '1500000', 'volume-1h'),
      coin('1', 'live', { measures: { 'volume-1h': 1_200_000.4 } }),
      'fires when volume-1h rises to 1,500,000 USDT or above; now 1,200,000 USDT; 25.00 % away',
    ],
    [
      at('above', '1500000', 'volume-1h'),
      coin('1', 'live', { measures: { 'volume-1h': 0 } }),
      'fires when volume-1h rises to 1,500,000 USDT or above; now 0 USDT',
    ],
    [
      at('above', '1500000', 'volume-1h'),
      coin('1', 'live', { measures: { 'volume-1h': null } }),
      'fires when volume-1h rises to 1,500,000 USDT or above; volume-1h is not known at the moment',
    ],
  ])('tells each metric in its own unit (%#)', (condition, observed, words) => {
    expect(explain({ condition }, watching('below'), observed)).toBe(words);
  });

  it('says that only minute closes count, how long it must last, and when it ends', () => {
    const rule = { confirm: 'minute-close', holdSeconds: 300, expiresAt: LATER } as const;
    expect(explain(rule, watching('below'), coin('64812.4'))).toBe(
      `${RISES} at a minute close and stays so for 5 minutes; now 64,812.4; 0.29 % away; expires on ${LATER_TEXT}`,
    );
  });

  it('says what keeps the coin from being watched', () => {
    expect(explain({}, watching('below'), coin('64812.4', 'dark'))).toMatch(/; the coin is not seen at the moment$/);
  });

  it('does without a price that is not known', () => {
    expect(explain({}, watching('below'), coin(null))).toBe(RISES);
    expect(explain({}, watching('below'), null)).toBe(`${RISES}; the coin is not being watched`);
  });
});

describe('an alert that is not armed yet', () => {
  it.each([
    ['above', '66000', 'fires, since the price is at or above 65,000; now 66,000; 1.52 % away'],
    ['below', '64000', 'fires, since the price is at or below 65,000; now 64,000; 1.56 % away'],
    ['crosses-above', '66000', 'waits until the price is below 65,000, then fires when the price rises to'],
    ['crosses-above', '65000', 'waits until the price is below 65,000, then fires when the price rises to'],
    ['crosses-below', '65000', 'waits until the price is above 65,000, then fires when the price falls to'],
    ['crosses', '66000', 'fires when the price falls to 65,000 or below'],
  ] as const)('of %s at %s goes by where the price stands', (op, price, words) => {
    expect(explain({ condition: at(op) }, ARMING, coin(price))).toContain(`arms at the next trade; then ${words}`);
  });

  it('that would fire at once holds first, when it has a hold', () => {
    expect(explain({ condition: at('above'), holdSeconds: 60 }, ARMING, coin('66000'))).toContain(
      'then fires if the price stays at or above 65,000 for 1 minute;',
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
      'arms at the next trade; then fires when the price rises to 65,000 or above; now 64,000; 1.56 % away',
    ],
  ])('tells what it waits for (%#)', (observed, words) => {
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
    expect(explain({ condition }, ARMING, observed)).toMatch(/^arms within seconds; /);
    expect(explain({ condition }, { ...ARMING, quietly: false }, observed)).toMatch(/^arms at the next minute; /);
  });
});

describe('an alert of several conditions', () => {
  const all = [at('above', '5', 'change-1h'), at('above'), at('above', '1000000', 'volume-1h')];
  // 66,000 / 63,461.5 - 1 = 4.00 %
  const observed = coin('66000', 'live', { refs: { 'change-1h': '63461.5' }, measures: { 'volume-1h': 900_000 } });

  it('names the one that it waits for, and how the others stand', () => {
    expect(explain({ all }, watching('below'), observed)).toBe(
      'waits for change-1h at or above 5 % (now 4 %; 1.00 percentage points away); besides: ' +
        'price at or above 65,000 (holds, now 66,000), ' +
        'volume-1h at or above 1,000,000 USDT (does not hold, now 900,000 USDT)',
    );
  });

  it('says what is not known, and that only minute closes count', () => {
    expect(explain({ all, confirm: 'minute-close' }, watching('above', 1), coin('64000'))).toBe(
      'waits for price at or above 65,000 (now 64,000; 1.56 % away) at a minute close; besides: ' +
        'change-1h at or above 5 % (not known), volume-1h at or above 1,000,000 USDT (not known)',
    );
  });

  it('says of one that has to move only where it is', () => {
    const words = explain({ all: [at('crosses-above'), at('below', '70000')] }, watching('below', 1), coin('66000'));
    expect(words).toMatch(/; besides: price crosses above 65,000 \(now 66,000\)$/);
  });

  it('tells all of them before it is armed', () => {
    expect(explain({ all: all.slice(0, 2) }, ARMING, observed)).toBe(
      'arms at the next trade; then fires when all hold: ' +
        'change-1h at or above 5 % (does not hold, now 4 %), price at or above 65,000 (holds, now 66,000)',
    );
  });
});

describe('an alert that has met its condition', () => {
  it.each([
    [at('above'), 'holds', 'at or above 65,000'],
    [at('below'), 'holds', 'at or below 65,000'],
    [at('crosses'), 'crossed-up', 'at or above 65,000'],
    [at('crosses'), 'crossed-down', 'at or below 65,000'],
    [range('enters'), 'entered', 'within 60,000 to 65,000'],
    [range('leaves'), 'left', 'outside 60,000 to 65,000'],
  ] as const)('and holds it, says what must stay so (%#)', (condition, reason, stays) => {
    const state: AlertState = { ...active, phase: 'holding', zone: 'within', reason, until: LATER };
    expect(explain({ condition, holdSeconds: 300 }, state, coin('65000'))).toBe(
      `on hold until ${LATER_TEXT}; fires then if the price stays ${stays}; now 65,000; 0.00 % away`,
    );
  });

  it('and cools down, says until when', () => {
    const state: AlertState = { ...active, phase: 'cooling', until: LATER };
    const words = `fired; cooling down until ${LATER_TEXT}; then armed again`;
    expect(explain({ repeat: EVERY_TIME }, state, coin('65000'))).toBe(words);
    expect(explain({ repeat: EVERY_TIME, rearmPercent: 1 }, state, coin('65000'))).toBe(
      `${words} when the price has fallen to 64,350 or below`,
    );
  });

  it('and cools down with others, says that they must not all hold at its end, unless one has to move', () => {
    const state: AlertState = { ...active, phase: 'cooling', until: LATER };
    const words = `fired; cooling down until ${LATER_TEXT}; then armed again`;
    const held = [at('above'), at('above', '5', 'change-1h')];
    expect(explain({ all: held, repeat: EVERY_TIME }, state, coin('65000'))).toBe(
      `${words} unless all still hold, which begins another cooldown`,
    );
    const moving = [at('crosses-above'), at('above', '5', 'change-1h')];
    expect(explain({ all: moving, repeat: EVERY_TIME }, state, coin('65000'))).toBe(words);
  });

  it.each([
    [at('above'), 'has fallen to 64,350 or below'],
    [at('crosses-above'), 'has fallen to 64,350 or below'],
    [at('below'), 'has risen to 65,650 or above'],
    [at('crosses-below'), 'has risen to 65,650 or above'],
    [at('crosses'), 'has fallen to 64,350 or below, or risen to 65,650 or above'],
    [range('enters'), 'has fallen to 59,400 or below, or risen to 65,650 or above'],
    [range('leaves'), 'is back within 60,600 to 64,350'],
  ])('and must retreat by 1 %%, says how far (%#)', (condition, words) => {
    const state: AlertState = { ...active, phase: 'retreating', zone: 'above' };
    const rule = { condition, repeat: EVERY_TIME, rearmPercent: 1 };
    expect(explain(rule, state, coin('65000'))).toBe(
      `fired; armed again when the price ${words}; now 65,000; 0.00 % away`,
    );
  });

  it('of a change retreats from its percentage', () => {
    const state: AlertState = { ...active, phase: 'retreating', zone: 'above' };
    const rule = { condition: at('above', '5', 'change-1h'), repeat: EVERY_TIME, rearmPercent: 20 };
    expect(explain(rule, state, null)).toMatch(/^fired; armed again when change-1h has fallen to 4 % or below;/);
  });
});

describe('an alert that is not judged', () => {
  it.each([
    [{ status: 'paused', ...seen }, null, 'paused'],
    [{ status: 'paused', ...seen }, LATER, `paused; its expiry is ${LATER_TEXT}`],
    [{ status: 'expired', ...seen }, LATER, `expired on ${LATER_TEXT}; without firing`],
    [{ status: 'triggered', ...seen }, null, 'fired'],
    [{ status: 'faulty', fault: 'the rule is unknown', ...seen }, null, 'faulty: the rule is unknown'],
  ] as const)('says so (%#)', (state, expiresAt, words) => {
    expect(explain({ expiresAt }, state, coin('1'))).toBe(words);
  });

  it('since it has fired names the trade, and the simulator', () => {
    const lastTrigger = buildTrigger({ feed: 'simulator' });
    const fired = buildStoredAlert({ state: { status: 'triggered', ...seen }, lastTrigger });
    const at12 = '2026-01-05T12:00:00.120Z';
    expect(explainAlert(fired, coin('1'))).toBe(`fired on ${at12} at 65,001.2 by trade 12 (simulator)`);
    const rule = buildCrossingRule({ expiresAt: LATER });
    expect(explainAlert({ ...fired, rule, state: { status: 'expired', ...seen } }, coin('1'))).toBe(
      `expired on ${LATER_TEXT}; last fired on ${at12} at 65,001.2 by trade 12 (simulator)`,
    );
  });

  it('since time alone made it fire names that instant, and the trade before it', () => {
    const id = `${ALERT_ID}@${encodePosition({ tradeId: 12, instant: LATER })}`;
    const lastTrigger = buildTrigger({ id, metric: 'change-1h', value: '5.123456' });
    const fired = buildStoredAlert({ state: { status: 'triggered', ...seen }, lastTrigger });
    expect(explainAlert(fired, null)).toBe(`fired on ${LATER_TEXT} at 5.12 % after trade 12`);
  });

  it('tells every instant by the clock that it is given', () => {
    const rule = buildCrossingRule({ expiresAt: LATER });
    const lastTrigger = buildTrigger();
    const states: AlertState[] = [
      { status: 'active', phase: 'holding', zone: 'above', reason: 'crossed-up', until: LATER, ...seen },
      { status: 'active', phase: 'cooling', until: LATER, ...seen },
      { status: 'paused', ...seen },
      { status: 'triggered', ...seen },
      { status: 'expired', ...seen },
    ];
    const told = states.map((state) =>
      explainAlert(buildStoredAlert({ rule, state, lastTrigger }), coin('65100'), (instant) => `<${instant}>`),
    );
    expect(told.join('\n')).not.toMatch(/\d:\d\d/);
    expect(told[0]).toContain(`on hold until <${LATER}>`);
    expect(told[1]).toContain(`cooling down until <${LATER}>`);
    expect(told[2]).toBe(`paused; its expiry is <${LATER}>`);
    expect(told[3]).toMatch(/^fired on <\d+> at/);
    expect(told[4]).toMatch(new RegExp(`^expired on <${LATER}>; last fired on <\\d+> at`));
  });

  it('since its rule can not be read says what is wrong with it', () => {
    const state = { status: 'faulty', fault: 'rule.repeat: is unknown', ...seen } as const;
    expect(explainAlert({ ...buildStoredAlert(), rule: null, state }, null)).toBe('faulty: rule.repeat: is unknown');
  });
});
