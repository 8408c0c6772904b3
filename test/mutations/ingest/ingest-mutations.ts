import type { SourceChange } from '../run-mutation.ts';

const GATE = 'ingest-task/history/windows-gate.ts';
const MINUTES = 'ingest-task/history/coin-minutes.ts';
const OUTBOX = 'ingest-task/publishing/coin-outbox.ts';
const PLANNER = 'ingest-task/publishing/tick-planner.ts';
const COIN = 'ingest-task/watching/watched-coin.ts';

/** Faults in how a coin's windows and trades continue after a restart: the worlds with restarts must notice them. */
export const INGEST_MUTATIONS: readonly SourceChange[] = [
  {
    name: 'trades are taken whether their windows are complete or not',
    file: GATE,
    find: 'if (areFinal(namesOf(windowed))) {',
    replace: 'if (areFinal) {',
  },
  {
    name: 'watermarks pass whether the windows are complete or not',
    file: COIN,
    find: 'if (!this.sequencer.isComplete || !this.#gate.mayPass(instant)) return;',
    replace: 'if (!this.sequencer.isComplete) return;',
  },
  {
    name: 'the minute of a join holds only the trades after the join',
    file: MINUTES,
    find: 'this.#open = completed;',
    replace: '',
  },
  {
    name: 'a minute counts as known without the trades before its join',
    file: MINUTES,
    find: 'this.#isComplete = isSeen && open !== null;',
    replace: 'this.#isComplete = true;',
  },
  {
    name: 'minute ends of a quiet coin between two runs are left out',
    file: PLANNER,
    find: 'this.#openMinute ??= minute;\n  }\n\n  accepted(',
    replace: '}\n\n  accepted(',
  },
  {
    name: 'a coin without a new trade does not continue after its last one',
    file: COIN,
    find: 'if (this.sequencer.isComplete) this.#begin();',
    replace: '',
  },
  {
    name: 'a tick without trades and watermark fixes the values of its minute',
    file: OUTBOX,
    find: 'count > 0 || watermark !== null ? this.#metrics.partOf',
    replace: 'this.#metrics ? this.#metrics.partOf',
  },
  {
    name: 'the candle that the run before stored of its last minute is not loaded',
    file: 'ingest-task/history/fill-steps.ts',
    find: '  minutes.load(pieces.candles());\n',
    replace: '',
  },
];
