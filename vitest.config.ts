import { defineConfig } from 'vitest/config';

const SAME_DRAWS = 'test/seed-fast-check.ts';

/** One project a kind of proof: pure and handler tests, the synthesised template, and everything on the real local engines. */
export default defineConfig({
  test: {
    // CI reads its closing line from the report
    reporters: process.env.CI ? ['default', ['json', { outputFile: '.local/test-report.json' }]] : ['default'],
    projects: [
      // a property of thousands of cases takes its time on a busy machine
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/recipes/**/*.test.ts'],
          setupFiles: [SAME_DRAWS],
          testTimeout: 60_000,
        },
      },
      {
        // loading aws-cdk-lib is most of the time: once for all files
        test: {
          name: 'infra',
          include: ['test/infra/**/*.test.ts'],
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'local',
          setupFiles: [SAME_DRAWS],
          include: ['test/local/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
