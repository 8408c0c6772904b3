import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WatchedSymbols } from '../../../../web/live/watched-symbols.ts';

const symbols = fc.array(fc.constantFrom('A', 'B', 'C', 'D'), { maxLength: 6 });
const steps = fc.array(fc.oneof(fc.record({ watch: symbols }), fc.record({ stop: fc.nat(20) })), { maxLength: 30 });

test('a coin is watched as long as some part looks at it, however often the parts end', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const watched = new WatchedSymbols(() => {});
      const parts: { symbols: string[]; stop: () => void; ended: boolean }[] = [];
      for (const step of all) {
        if ('watch' in step) parts.push({ symbols: step.watch, stop: watched.watch(step.watch), ended: false });
        const part = 'stop' in step ? parts[step.stop % Math.max(1, parts.length)] : undefined;
        if (part) {
          part.stop();
          part.ended = true;
        }
        const expected = new Set(parts.filter(({ ended }) => !ended).flatMap((it) => it.symbols));
        expect([...watched.all].sort()).toEqual([...expected].sort());
      }
    }),
  );
});
