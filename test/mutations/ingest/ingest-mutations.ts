import type { SourceChange } from '../run-mutation.ts';

const GATE = 'ingest-task/history/windows-gate.ts';
const MINUTES = 'ingest-task/history/coin-minutes.ts';
const OUTBOX = 'ingest-task/publishing/coin-outbox.ts';
const PLANNER = 'ingest-task/publishing/tick-planner.ts';
const COIN = 'ingest-task/watching/watched-coin.ts';

/** Faults put into how a coin's windows and trades go on after a restart: the worlds with restarts must notice. */
export const INGEST_MUTATIONS: readonly SourceChange[] = [
  {
    name: 'trades go on whether their windows are complete or not',
    file: GATE,
    find: 'if (areFinal([...references, ...measures])) {',
    replace: 'if (areFinal || references || measures) {',
  },
  {
    name: 'time goes on whether the windows are complete or not',
    file: COIN,
    find: 'if (!this.sequencer.isComplete || !this.#gate.mayPass(instant)) return;',
    replace: 'if (!this.sequencer.isComplete) return;',
  },
  {
    name: 'the minute of a join is what came after it',
    file: MINUTES,
    find: 'this.#open = completed;',
    replace: '',
  },
  {
    name: 'a minute is taken for known without what came before its join',
    file: MINUTES,
    find: 'this.#isComplete = isSeen && open !== null;',
    replace: 'this.#isComplete = true;',
  },
  {
    name: 'boundaries of a quiet coin between two runs are left out',
    file: PLANNER,
    find: 'this.#openMinute ??= minute;\n  }\n\n  accepted(',
    replace: '}\n\n  accepted(',
  },
  {
    name: 'a coin without a new trade does not go on behind its last one',
    file: COIN,
    find: 'if (this.sequencer.isComplete) this.#begin();',
    replace: '',
  },
  {
    name: 'a tick that says nothing fixes the values of its minute',
    file: OUTBOX,
    find: 'count > 0 || watermark !== null ? this.#metrics.partOf',
    replace: 'this.#metrics ? this.#metrics.partOf',
  },
  {
    name: 'what the run before has stored of its last minute is not known',
    file: 'ingest-task/history/fill-steps.ts',
    find: '  minutes.load(pieces.candles());\n',
    replace: '',
  },
];
