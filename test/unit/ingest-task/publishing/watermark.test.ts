import { expect, test } from 'vitest';
import { MINUTE_MS } from '../../../../domain/market/tick.ts';
import { WATERMARK_INTERVAL_MS, Watermark } from '../../../../ingest-task/publishing/watermark.ts';

const MINUTE = Date.UTC(2026, 0, 5, 12, 0, 0);

test('a watermark holds once the trades that were pending when it was set are published', () => {
  const watermark = new Watermark();
  watermark.set(MINUTE + 5_000, 3);
  expect([watermark.after(2), watermark.after(3)]).toEqual([null, MINUTE + 5_000]);
  watermark.published(2);
  expect([watermark.after(0), watermark.after(1)]).toEqual([null, MINUTE + 5_000]);
});

test('a watermark ends with the minute of its tick, and never goes back behind one that was sent', () => {
  const watermark = new Watermark();
  expect(watermark.within(MINUTE + MINUTE_MS + 1, MINUTE)).toBe(MINUTE + MINUTE_MS);
  watermark.sent(MINUTE + MINUTE_MS);
  expect(watermark.within(MINUTE + 5_000, MINUTE)).toBeNull();
  watermark.set(MINUTE + 5_000, 0);
  expect(watermark.after(0)).toBeNull();
});

test('a watermark is due when it is so much later than the one that the stream accepted', () => {
  const watermark = new Watermark();
  expect([watermark.isDue(MINUTE), watermark.isDue(null)]).toEqual([true, false]);
  watermark.accepted(MINUTE);
  expect(watermark.isDue(MINUTE + WATERMARK_INTERVAL_MS - 1)).toBe(false);
  expect(watermark.isDue(MINUTE + WATERMARK_INTERVAL_MS)).toBe(true);
});

test('a lost watermark is unknown until it is set again; after a reset earlier ones may be sent', () => {
  const watermark = new Watermark();
  watermark.set(MINUTE + 5_000, 0);
  watermark.lose();
  expect(watermark.after(0)).toBeNull();
  watermark.sent(MINUTE + 5_000);
  watermark.reset();
  watermark.set(MINUTE + 1_000, 0);
  expect(watermark.within(watermark.after(0), MINUTE)).toBe(MINUTE + 1_000);
});
