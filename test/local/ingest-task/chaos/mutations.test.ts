import { describe, expect, test } from 'vitest';
import { INGEST_MUTATIONS } from '../../../mutations/ingest/ingest-mutations.ts';
import { INGEST_WORLDS, runWorldsMutation } from '../../../mutations/run-worlds-mutation.ts';

/** By this seed each fault is shown within some of the worlds that the random runs play. */
const TRIAL = { seed: 7, runs: 150 };
const TIMEOUT_MS = 300_000;

describe('a fault in how windows and trades continue is shown by the worlds with restarts', () => {
  test.each(INGEST_MUTATIONS)('$name', { timeout: TIMEOUT_MS }, async (change) => {
    expect(await runWorldsMutation(INGEST_WORLDS, change, TRIAL)).not.toBeNull();
  });
});

test('the source as it stands shows none', { timeout: TIMEOUT_MS }, async () => {
  expect(await runWorldsMutation(INGEST_WORLDS, null, { ...TRIAL, runs: 10 })).toBeNull();
});
