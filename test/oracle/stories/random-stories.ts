import fc from 'fast-check';
import { describeStory } from './describe-story.ts';
import { publishStream, type Restart } from './publish-stream.ts';
import { priceMarkets, type RandomMarket, tickCuts, toldMarkets } from './random-markets.ts';
import { randomRules, STORY_METRICS } from './random-rules.ts';
import { type DrawnEdit, type DrawnWish, settleWishes } from './settle-wishes.ts';
import type { Delivery, Story } from './story.ts';

type Odds = 'as told' | 'edits and restarts';

/** What can go wrong on the way: which environment takes a record, and whether the same or earlier ones come again. */
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
  metrics: fc.subarray([...STORY_METRICS]),
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

function wishes(market: RandomMarket, odds: Odds): fc.Arbitrary<DrawnWish[]> {
  const rule = randomRules(market.everyMinute ? STORY_METRICS : ['price']);
  const edit = fc.record<DrawnEdit>({
    kind: fc.constantFrom('change', 'change', 'resume', 'pause', 'pause', 'delete'),
    gap: fc.nat(8),
    lag: fc.nat(3),
    rule,
    later: fc.oneof(fc.integer({ min: -5_000, max: 5_000 }), fc.nat(30_000)),
  });
  const made = (madeAt: fc.Arbitrary<number>, lag: fc.Arbitrary<number>) =>
    fc.record<DrawnWish>({
      ...{ rule, madeAt, lag },
      armAfter: fc.oneof(
        fc.record({
          to: fc.constant('start' as const),
          by: fc.oneof(fc.integer({ min: -2_000, max: 2_000 }), fc.nat(20_000)),
        }),
        fc.record({ to: fc.constant('now' as const), by: fc.integer({ min: -2_000, max: 3_000 }) }),
        // at a trade, or so that a quiet arming is: or next to that
        fc.record({
          to: fc.constantFrom('start' as const, 'now' as const),
          by: fc.constantFrom(-1_001, -1_000, -1, 0, 1),
        }),
      ),
      expiresIn: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, fc.integer({ min: 500, max: 200_000 })),
      shard: fc.nat(1),
      edits: odds === 'as told' ? fc.constant([]) : fc.oneof(fc.constant([]), fc.array(edit, { maxLength: 4 })),
    });
  // as often a book that stands still, so that pages are trusted for long, as one that changes all the time
  return fc.oneof(fc.array(made(fc.constant(0), fc.constant(0)), SOME), fc.array(made(fc.nat(20), fc.nat(3)), SOME));
}
const SOME = { minLength: 1, maxLength: 6 };

/** Alerts on the price only: no minute has to be told. */
export const priceStories: fc.Arbitrary<Story> = stories(priceMarkets, 'as told');
/** Alerts on every kind of metric. */
export const metricStories: fc.Arbitrary<Story> = stories(toldMarkets, 'as told');
/** People change their minds, and the ingest task starts anew. */
export const editedStories: fc.Arbitrary<Story> = stories(fc.oneof(toldMarkets, priceMarkets), 'edits and restarts');

function stories(markets: fc.Arbitrary<RandomMarket>, odds: Odds): fc.Arbitrary<Story> {
  return markets.chain((market) =>
    fc
      .record({
        cuts: tickCuts,
        restarts: odds === 'as told' ? fc.constant([]) : restarts,
        learn: fc.boolean(),
        gap: odds === 'as told' ? fc.constant({ metrics: [], minutes: 0 }) : gaps,
        shards: fc.constantFrom(1, 1, 2),
        wishes: wishes(market, odds),
        deliveries,
        perPage: fc.integer({ min: 1, max: 4 }),
        growing: fc.boolean(),
      })
      .map((drawn) => {
        const records = publishStream(market, drawn);
        const settled = settleWishes(drawn.wishes, { market, records }, drawn);
        return readable({ market, deliveries: drawn.deliveries, perPage: drawn.perPage, ...settled });
      }),
  );
}

/** So that a counterexample is told in words. */
function readable(story: Story): Story {
  return Object.assign({ ...story }, { [fc.toStringMethod]: () => describeStory(story) });
}
