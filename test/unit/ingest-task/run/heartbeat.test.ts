import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readFile, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BEAT_INTERVAL_MS, createHeartbeat } from '../../../../ingest-task/run/heartbeat.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pricebell-heartbeat-'));
  file = join(folder, 'heartbeat');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function untilItSays(time: string): Promise<void> {
  return vi.waitFor(async () => expect(await readFile(file, 'utf8')).toBe(`${time}\n`));
}

test('a beat writes the time to the file, again when the interval is over', async () => {
  const clock = manualClock({ now: Date.UTC(2026, 0, 1) });
  const { beat } = createHeartbeat({ file, clock, log: recordedLog() });
  beat();
  await untilItSays('2026-01-01T00:00:00.000Z');
  await clock.advance(BEAT_INTERVAL_MS - 1);
  beat();
  await clock.advance(1);
  beat();
  await untilItSays('2026-01-01T00:00:05.000Z');
});

test('a file that can not be written is reported once, and written as soon as it can be', async () => {
  const clock = manualClock({ now: Date.UTC(2026, 0, 1) });
  const log = recordedLog();
  const { beat } = createHeartbeat({ file, clock, log });
  await mkdir(file);
  await vi.waitFor(() => {
    beat();
    expect(log.messages()).toEqual(['heartbeat not written']);
  });
  await rmdir(file);
  await vi.waitFor(async () => {
    beat();
    expect(await readFile(file, 'utf8')).toBe('2026-01-01T00:00:00.000Z\n');
  });
  expect(log.messages()).toHaveLength(1);
});

test('without a file nothing is written', () => {
  const clock = { now: vi.fn(() => 0), elapsed: vi.fn(() => 0) };
  createHeartbeat({ file: undefined, clock, log: recordedLog() }).beat();
  expect(clock.elapsed).not.toHaveBeenCalled();
});
