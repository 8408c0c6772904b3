import type { Mutation } from './mutation.ts';
import { SENTENCE_MUTATIONS } from './sentence-mutations.ts';

const EVALUATOR = 'functions/evaluate-ticks/tick-evaluator.ts';
const JUDGE = 'domain/alerts/judge.ts';
const JUDGE_ONE = 'domain/alerts/judge-one.ts';
const JUDGE_ALL = 'domain/alerts/judge-all.ts';
const WALK = 'domain/alert-index/walk-tick.ts';

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'a page is trusted for any tick of its epoch, not only for the direct successor',
    file: EVALUATOR,
    find: ' && known.seq + 1 === tick.seq;',
    replace: ';',
    shownBy: 'prices',
  },
  {
    name: 'a page is trusted although the book has changed since',
    file: EVALUATOR,
    find: 'known.page && tick.book.version <= known.page.version',
    replace: 'known.page',
    shownBy: 'edits',
  },
  {
    name: 'a page is believed to know what lies beyond its end',
    file: 'domain/alert-index/index-page.ts',
    find: 'if (end !== null && !section.entries.covers(end)) return section;',
    replace: '',
    shownBy: 'prices',
  },
  {
    name: 'a write holds although somebody else was faster',
    file: 'test/support/memory-alert-index.ts',
    find: 'if (stored.rev !== entry.rev)',
    replace: 'if (false)',
    shownBy: 'edits',
  },
  {
    name: 'what was judged is judged again',
    file: JUDGE,
    find: "if (state.asOf && comparePositions(event.position, state.asOf) <= 0) return stay('already-judged');",
    replace: '',
    shownBy: 'prices',
  },
  {
    name: 'an alert arms on what is older than it',
    file: JUDGE,
    find: "if (instant < state.armFrom.armAfter) return stay('not-due');",
    replace: '',
    shownBy: 'prices',
  },
  {
    name: 'a tick that does not know of the alert arms it',
    file: JUDGE,
    find: "if (event.bookVersion < state.armFrom.bookVersion) return stay('not-due');",
    replace: '',
    shownBy: 'prices',
  },
  {
    name: 'what an older run of the task tells late is judged for an alert that a newer one armed',
    file: JUDGE,
    find: "if (state.watchedFrom && event.epoch < state.watchedFrom.epoch) return stay('older-epoch');",
    replace: '',
    shownBy: 'edits',
  },
  {
    name: 'the instant at which a quiet coin arms an alert is left out',
    file: 'domain/alerts/arming-state.ts',
    find: 'return quietly && !isPassed ? instant : null;',
    replace: 'return quietly && !isPassed ? null : null;',
    shownBy: 'prices',
  },
  {
    name: 'time passes after the trade that shows it',
    file: WALK,
    find: 'yield* this.#passTime(trade.time);\n      yield* this.#meetTrade(trade);',
    replace: 'yield* this.#meetTrade(trade);\n      yield* this.#passTime(trade.time);',
    shownBy: 'prices',
  },
  {
    name: 'time passes only at the end of a tick',
    file: WALK,
    find: '      yield* this.#passTime(trade.time);\n',
    replace: '',
    shownBy: 'prices',
  },
  {
    name: 'a calm tick is passed over with its mark',
    file: WALK,
    find: '=== count && !this.#mayPass(count, this.#end);',
    replace: '=== count;',
    shownBy: 'prices',
  },
  {
    name: 'a trade at the very instant of a time event does not reveal it',
    file: WALK,
    find: '(time[i] ?? 0) >= nearestDeadline',
    replace: '(time[i] ?? 0) > nearestDeadline',
    shownBy: 'prices',
  },
  {
    name: 'a time event names its own trade as the one before',
    file: WALK,
    find: 'this.#place - 2',
    replace: 'this.#place - 1',
    shownBy: 'prices',
  },
  {
    name: 'of several conditions the first one counts as the deciding one',
    file: 'domain/messages/trigger.ts',
    find: 'deciding: each === condition',
    replace: 'deciding: each === conditions[0]',
    shownBy: 'metrics',
  },
  {
    name: 'no minute begins',
    file: WALK,
    find: 'boundary <= lastBoundary; )',
    replace: 'boundary < 0; )',
    shownBy: 'metrics',
  },
  {
    name: 'between two trades only the first minute begins',
    file: WALK,
    find: 'Math.max(boundary + MINUTE_MS, Math.ceil(next / MINUTE_MS) * MINUTE_MS)',
    replace: 'Number.POSITIVE_INFINITY',
    shownBy: 'prices',
  },
  {
    name: 'between two trades no minute begins at which an alert may arm',
    file: WALK,
    find: 'next = Math.min(next, state.armFrom.armAfter);',
    replace: '',
    shownBy: 'prices',
  },
  {
    name: 'an alert that waits for one value never waits for another',
    file: JUDGE,
    find: 'const watch = stays ? state.watch : unknown;',
    replace: 'const { watch } = state;',
    shownBy: 'edits',
  },
  {
    name: 'the end of a cooldown fires what is met',
    file: JUDGE_ONE,
    find: "return move('cooled', afterCooldown(occasion, value));",
    replace:
      "return value === null ? stay('cooling') : armOne(occasion.alert, occasion.condition, occasion.event, value);",
    shownBy: 'prices',
  },
  {
    name: 'the end of a hold fires whatever the value is there',
    file: JUDGE_ONE,
    find: "if (!isHeld(reason, now)) return move('hold-broken', watching(seen, now));",
    replace: "if (!isOver(until, event) && !isHeld(reason, now)) return move('hold-broken', watching(seen, now));",
    shownBy: 'prices',
  },
  {
    name: 'an alert is armed again before the value has retreated',
    file: JUDGE_ONE,
    find: 'if (percent !== null && !hasRetreated(seen)) return retreating(seen);',
    replace: '',
    shownBy: 'prices',
  },
  {
    name: 'several conditions fire by an edge while another is not met',
    file: JUDGE_ALL,
    find: 'if (found.unmet === null && watched) {',
    replace: 'if (watched) {',
    shownBy: 'metrics',
  },
  {
    name: 'an edge on a change moves from the reference of the new minute',
    file: 'domain/metrics/tick-values.ts',
    find: 'this.#tick.refsBefore',
    replace: 'this.#tick.refs',
    shownBy: 'metrics',
  },
  {
    name: 'an alert outlives its expiry',
    file: JUDGE,
    find: 'return rule.expiresAt !== null && position.instant >= rule.expiresAt;',
    replace: 'return rule.expiresAt !== null && position.instant > rule.expiresAt;',
    shownBy: 'prices',
  },
  ...SENTENCE_MUTATIONS,
];
