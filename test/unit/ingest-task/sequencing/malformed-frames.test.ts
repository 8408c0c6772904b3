import { expect, test } from 'vitest';
import { createCounters } from '../../../../ingest-task/counters.ts';
import {
  MAX_LINES_PER_MINUTE,
  MAX_LOGGED_CHARACTERS,
  MalformedFrames,
} from '../../../../ingest-task/sequencing/malformed-frames.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

test('a frame is quarantined with its content, and a long one with the beginning of it', () => {
  const { frames, log } = begin();
  frames.quarantine('x'.repeat(4_000), 'no frame');
  frames.quarantine('x'.repeat(MAX_LOGGED_CHARACTERS + 1), 'no frame');
  expect(log.lines.map(({ fields }) => fields.frame)).toEqual(['x'.repeat(4_000), `${'x'.repeat(4_000)}…`]);
});

test('in a flood 60 lines a minute are kept, and the next one says how many were left out', async () => {
  const { frames, log, counters, clock } = begin();
  for (let i = 0; i < MAX_LINES_PER_MINUTE + 7; i += 1) frames.quarantine(`${i}`, 'no frame');
  expect(log.lines).toHaveLength(60);
  await clock.advance(60_000);
  for (const frame of ['after', 'and on']) frames.quarantine(frame, 'no frame');
  expect(log.lines.slice(-2).map(({ fields }) => fields)).toEqual([
    { error: 'no frame', frame: 'after', leftOutBefore: 7 },
    { error: 'no frame', frame: 'and on', leftOutBefore: 0 },
  ]);
  expect(counters.malformedFrames).toBe(69);
});

function begin() {
  const [clock, log, counters] = [manualClock(), recordedLog(), createCounters()];
  return { frames: new MalformedFrames({ clock, log, counters }), clock, log, counters };
}
