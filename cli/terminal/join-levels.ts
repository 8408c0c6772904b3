import { OPERATORS } from '../../domain/rules/operators/operators.ts';

const LEVEL = /^-\d+(\.\d+)?%$/;
const BEFORE_A_LEVEL = new RegExp(`(^|\\s)(${OPERATORS.join('|')}|to|\\S+%)$`);

/**
 * `-2%` after an operator is a level, which the parser would take for an unknown option: it becomes one word with what it follows.
 * (`-2` alone the parser knows as a number.)
 */
export function joinLevels(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const before = joined.at(-1) ?? '';
    if (LEVEL.test(word) && BEFORE_A_LEVEL.test(before)) joined.splice(-1, 1, `${before} ${word}`);
    else joined.push(word);
  }
  return joined;
}
