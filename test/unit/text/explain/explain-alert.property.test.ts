import { expect, test } from 'vitest';
import { checkTimes, checkValues } from '../../../oracle/check-sentence.ts';
import { trySentence } from '../../../oracle/try-sentence.ts';
import { holdAll } from '../../../support/explanation-cases.ts';

test('an alert fires, holds, breaks and arms again just where its sentence says', () => {
  const shown = holdAll(trySentence);
  const states = ['arming', 'watching', 'holding', 'cooling', 'retreating'];
  for (const mark of [...states, 'first', 'across', 'met', 'all', 'edge', 'still', 'remark', 'allHold']) {
    expect([mark, shown.get(mark) ?? 0]).toEqual([mark, expect.toSatisfy((count) => Number(count) > 0)]);
  }
}, 120_000);

test('a sentence says what was seen, when, and how far that is from the very place that it names', () => {
  holdAll(checkValues);
}, 120_000);

test('a sentence promises nothing for a time after the expiry, and knows which instants have come', () => {
  holdAll(checkTimes);
}, 120_000);
