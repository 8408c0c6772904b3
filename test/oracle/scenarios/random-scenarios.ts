import fc from 'fast-check';
import { describeScenario } from './describe-scenario.ts';
import { type DrawnAlert, type DrawnEdit, planAlerts } from './plan-alerts.ts';
import { publishStream, type Restart } from './publish-stream.ts';
import { priceMarkets, type RandomMarket, tickCuts, windowedMarkets } from './random-markets.ts';
import { randomRules, SCENARIO_METRICS } from './random-rules.ts';
import type { Delivery, Scenario } from './scenario.ts';

type Odds = 'undisturbed' | 'edits and restarts';

/** What can go wrong in delivery: which environment gets a record, and whether it or earlier ones are delivered again. */
const deliveries: fc.Arbitrary<Delivery[]> = fc.array(
  fc.record({
    environment: fc.integer({ min: 0, max: 2 }),
    again: fc.integer({ min: 0, max: 3 }),
    failWrite: fc.integer({ min: 0, max: 9 }),
    time: fc.option(fc.integer({ min: 1, max: 9 }), { freq: 2 }),
    failover: fc.integer({ min: 0, max: 2 }),
  }),
  { minLength: 1, maxLength: 20 },
);

const gaps = fc.record({
  metrics: fc.subarray([...SCENARIO_METRICS]),
  minutes: fc.constantFrom(0, 1, 1, 2),
});

const restarts: fc.Arbitrary<Restart[]> = fc.array(
  fc.record({
    endsBefore: fc.nat(24),
    back: fc.nat(12),
    cuts: tickCuts,
    repeated: fc.nat(3),
    sentAfter: fc.nat(10),
    lateBy: fc.nat(3),
    turn: fc.nat(2),
    gap: gaps,
  }),
  { minLength: 1, maxLength: 2 },
);

function alerts(market: RandomMarket, odds: Odds): fc.Arbitrary<DrawnAlert[]> {
  const rule = randomRules(market.everyMinute ? SCENARIO_METRICS : ['price']);
  const edit = fc.record<DrawnEdit>({
    kind: fc.constantFrom('change', 'change', 'resume', 'pause', 'pause', 'snooze', 'snooze', 'delete'),
    gap: fc.nat(8),
    lag: fc.nat(3),
    rule,
    later: fc.oneof(fc.integer({ min: -5_000, max: 5_000 }), fc.nat(30_000)),
    sleeps: fc.oneof(
      fc.integer({ min: 1, max: 120_000 }),
      fc.constantFrom('minute' as const, 'minute' as const, 1, 999, 1_000, 1_001, 60_000),
    ),
  });
  const made = (madeAt: fc.Arbitrary<number>, lag: fc.Arbitrary<number>) =>
    fc.record<DrawnAlert>({
      ...{ rule, madeAt, lag },
      armAfter: fc.oneof(
        fc.record({
          to: fc.constant('start' as const),
          by: fc.oneof(fc.integer({ min: -2_000, max: 2_000 }), fc.nat(20_000)),
        }),
        fc.record({ to: fc.constant('now' as const), by: fc.integer({ min: -2_000, max: 3_000 }) }),
        // at a trade, or one ms beside it; the same for the instant of quiet arming
        fc.record({
          to: fc.constantFrom('start' as const, 'now' as const),
          by: fc.constantFrom(-1_001, -1_000, -1, 0, 1),
        }),
      ),
      expiresIn: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, fc.integer({ min: 500, max: 200_000 })),
      shard: fc.nat(1),
      edits: odds === 'undisturbed' ? fc.constant([]) : fc.oneof(fc.constant([]), fc.array(edit, { maxLength: 4 })),
    });
  // half of them with an index that never changes, so that pages are trusted for long; half with one that often does
  return fc.oneof(fc.array(made(fc.constant(0), fc.constant(0)), SOME), fc.array(made(fc.nat(20), fc.nat(3)), SOME));
}
const SOME = { minLength: 1, maxLength: 6 };

/** Alerts on the price only: a minute without trades has no tick. */
export const priceScenarios: fc.Arbitrary<Scenario> = scenarios(priceMarkets, 'undisturbed');
/** Alerts on every kind of metric. */
export const metricScenarios: fc.Arbitrary<Scenario> = scenarios(windowedMarkets, 'undisturbed');
/** People edit their alerts, and the ingest task restarts. */
export const editedScenarios: fc.Arbitrary<Scenario> = scenarios(
  fc.oneof(windowedMarkets, priceMarkets),
  'edits and restarts',
);

function scenarios(markets: fc.Arbitrary<RandomMarket>, odds: Odds): fc.Arbitrary<Scenario> {
  return markets.chain((market) =>
    fc
      .record({
        cuts: tickCuts,
        restarts: odds === 'undisturbed' ? fc.constant([]) : restarts,
        learn: fc.boolean(),
        gap: odds === 'undisturbed' ? fc.constant({ metrics: [], minutes: 0 }) : gaps,
        shards: fc.constantFrom(1, 1, 2),
        alerts: alerts(market, odds),
        deliveries,
        perPage: fc.integer({ min: 1, max: 4 }),
        growing: fc.boolean(),
      })
      .map((drawn) => {
        const records = publishStream(market, drawn);
        const planned = planAlerts(drawn.alerts, { market, records }, drawn);
        return readable({ market, deliveries: drawn.deliveries, perPage: drawn.perPage, ...planned });
      }),
  );
}

/** Prints a counterexample in words. */
function readable(scenario: Scenario): Scenario {
  return Object.assign({ ...scenario }, { [fc.toStringMethod]: () => describeScenario(scenario) });
}
