import { describe, expect, test } from 'vitest';
import { DELIVERY_MUTATIONS } from '../../mutations/delivery/delivery-mutations.ts';
import { DELIVERY_WORLDS, runWorldsMutation } from '../../mutations/run-worlds-mutation.ts';

/** By this seed each fault is shown within a fraction of the worlds that the random runs play. */
const TRIAL = { seed: 3, runs: 300 };
const TIMEOUT_MS = 120_000;

describe('a fault on the way of a message is shown by the worlds with faults', () => {
  test.each(DELIVERY_MUTATIONS)('$name', { timeout: TIMEOUT_MS }, async (change) => {
    expect(await runWorldsMutation(DELIVERY_WORLDS, change, TRIAL)).not.toBeNull();
  });
});

test('the source as it stands shows none', { timeout: TIMEOUT_MS }, async () => {
  expect(await runWorldsMutation(DELIVERY_WORLDS, null, { ...TRIAL, runs: 20 })).toBeNull();
});
