import { defineConfig } from 'vitest/config';

const SETUP = 'test/seed-fast-check.ts';
/** vitest's own default leaves one core unused, which is half of a small machine */
const EVERY_CORE = '100%';

/** Tests in test/local that start whole stacks, and wait for them in real time. Those that start an engine alone run beside the others. */
const ON_STACKS = [
  'test/local/{authorisation,contract,end-to-end,start,workers}/**/*.test.ts',
  'test/local/ingest-task/lease/*.test.ts',
];

/** Tests that compare how long people wait, with and without a flood: nothing else may run beside them. */
const IN_A_FLOOD = 'test/local/fairness/**/*.test.ts';

/** Tests of the page in a browser, which share one stack. */
const ON_THE_PAGE = 'test/local/page/**/*.test.ts';

/** A project for each kind of test: rules and handlers, the synthesised template, virtual time and single engines, whole stacks, floods, the page. */
export default defineConfig({
  test: {
    // CI reads its closing line from the report
    reporters: process.env.CI
      ? ['default', ['json', { outputFile: process.env.TEST_REPORT ?? '.local/test-report.json' }]]
      : ['default'],
    projects: [
      // a property of thousands of cases takes its time on a busy machine
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/recipes/**/*.test.ts'],
          setupFiles: [SETUP],
          maxWorkers: EVERY_CORE,
          testTimeout: 60_000,
        },
      },
      {
        // loading aws-cdk-lib is most of the time: once for all files
        test: {
          name: 'infra',
          include: ['test/infra/**/*.test.ts'],
          isolate: false,
          maxWorkers: EVERY_CORE,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        // whole worlds in virtual time, and the parts of `npm start` that wait for nothing
        test: {
          name: 'local',
          setupFiles: [SETUP],
          include: ['test/local/**/*.test.ts'],
          exclude: [...ON_STACKS, IN_A_FLOOD, ON_THE_PAGE],
          maxWorkers: EVERY_CORE,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        // after the others and one file at a time, since these tests measure real time: two at a time save two minutes, but
        // then a stack can start so slowly that its coins count as not seen
        test: {
          name: 'stacks',
          setupFiles: [SETUP],
          include: ON_STACKS,
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'fairness',
          setupFiles: [SETUP],
          include: [IN_A_FLOOD],
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        // one file at a time, on one stack that starts with the first
        test: {
          name: 'page',
          include: [ON_THE_PAGE],
          globalSetup: 'test/local/page/page-stack.ts',
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
