import type { Mutation } from './mutation.ts';

const FACTS = 'domain/alert-facts/alert-facts.ts';
const REGION = 'domain/alert-facts/region.ts';

/** Faults put into what is said of an alert: its sentences, read back and tried, must show them. */
export const SENTENCE_MUTATIONS: readonly Mutation[] = [
  {
    name: 'the distance is that to the level, not to the place that the sentence names',
    file: FACTS,
    find: "region, expected: 'outside' }, scene.coin);",
    replace: "region: metRegion(condition), expected: 'outside' }, scene.coin);",
    shownBy: 'sentences',
  },
  {
    name: 'the farther bound of a range is measured to',
    file: REGION,
    find: 'return Math.abs(low.value - value) <= Math.abs(high.value - value)',
    replace: 'return Math.abs(low.value - value) >= Math.abs(high.value - value)',
    shownBy: 'sentences',
  },
  {
    name: 'a distance is said of what holds already',
    file: 'domain/alert-facts/alert-reading.ts',
    find: 'distance: inside ? null : distanceTo',
    replace: 'distance: distanceTo',
    shownBy: 'sentences',
  },
  {
    name: 'an alert is armed again after its expiry',
    file: FACTS,
    find: 'expiry.at <= earliestEnd(rule, step, scene)',
    replace: 'expiry.at < earliestEnd(rule, step, scene)',
    shownBy: 'sentences',
  },
  {
    name: 'a value is said of a time at which it was not seen yet',
    file: 'domain/alert-facts/present-value.ts',
    find: 'Math.max(coin.tradeAt, coin.minute ?? 0)',
    replace: 'coin.tradeAt',
    shownBy: 'sentences',
  },
  {
    name: 'a value that is newer than the state is taken for judged',
    file: 'domain/alert-facts/alert-reading.ts',
    find: "comparePositions(seen, asOf) <= 0 ? 'outdated'",
    replace: "comparePositions(seen, asOf) > 0 ? 'outdated'",
    shownBy: 'sentences',
  },
  {
    name: 'a retreat does not reach its bound',
    file: REGION,
    find: "'11110': 'at-or-below'",
    replace: "'11110': 'below'",
    shownBy: 'sentences',
  },
  {
    name: 'an alert whose quiet instant has passed is said to arm within seconds',
    file: FACTS,
    find: 'quietInstant(state) !== null',
    replace: 'state.quietly',
    shownBy: 'sentences',
  },
  {
    name: 'a value is rounded over the level that it is shown beside',
    file: 'text/format/format-metric.ts',
    find: 'while (places < MAX_PLACES && !bounds',
    replace: 'while (places < 0 && !bounds',
    shownBy: 'sentences',
  },
  {
    name: 'a hair is said to be nothing',
    file: 'text/format/format-region.ts',
    find: "places === '0.00' ? 'less than 0.01' : ",
    replace: '',
    shownBy: 'sentences',
  },
];
