import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KEY_COMMANDS, type Pressed, readKey } from '../../../../web/shell/key-commands.ts';

/** Presses keys as the page does, and says what they did. */
function press(keys: readonly Pressed[]): string[] {
  let before: Pressed | null = null;
  return keys.flatMap((pressed) => {
    const { command, waits } = readKey(before, pressed);
    before = waits ? pressed : null;
    return command ?? [];
  });
}

const quickly = (...keys: string[]) => keys.map((key, index) => ({ key, at: index * 200 }));

test.each(KEY_COMMANDS.map(({ keys, command }) => [keys.join(' '), command] as const))(
  '%s does %s',
  (keys, command) => {
    expect(press(quickly(...keys.split(' ')))).toEqual([command]);
  },
);

test.each([
  [['g', 'x'], []],
  [['g', 'g', 'a'], ['alerts']],
  [['a'], []],
  [['g', '?'], ['help']],
  [['c', 'g', 'c', 'c'], ['coins']],
])('%j does %j', (keys, commands) => {
  expect(press(quickly(...keys))).toEqual(commands);
});

test('a pair counts when the second key comes soon', () => {
  const pair = (pause: number) =>
    press([
      { key: 'g', at: 0 },
      { key: 's', at: pause },
    ]);
  expect(pair(1_200)).toEqual(['settings']);
  expect(pair(1_201)).toEqual([]);
});

test('other keys do nothing', () => {
  const known = new Set<string>(KEY_COMMANDS.flatMap(({ keys }) => [...keys]));
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 8 }).filter((key) => !known.has(key))), (keys) => {
      expect(press(quickly(...keys))).toEqual([]);
    }),
  );
});
