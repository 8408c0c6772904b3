import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { viewTrigger } from '../../../../contract/trigger-view.ts';
import { hopSegments, totalMs } from '../../../../web/fired/hop-segments.ts';
import { buildTrigger } from '../../../support/triggers.ts';

const sent = { channel: 'email', state: 'sent', attempts: 1, detail: null, deferrals: 0 } as const;
const rest = { claimedUntil: null, mailId: null, isRepeat: false };
const delivered = (at: number) => ({ email: { ...sent, ...rest, at } });

describe('the hops of a fire', () => {
  it('are those that its mail names, and end where the first channel took the message', () => {
    const segments = hopSegments(viewTrigger(buildTrigger({ deliveries: delivered(1_430) })));
    expect(segments.map(({ ms }) => ms)).toEqual([85, 40, 60, 30, 300]);
    expect(totalMs(segments)).toBe(515);
  });

  it('end at the handing over while no channel has taken it', () => {
    expect(hopSegments(viewTrigger(buildTrigger()))).toHaveLength(4);
  });

  it('have no first one where the clocks were not compared', () => {
    const { hops } = buildTrigger();
    const trigger = buildTrigger({ hops: { ...hops, clockOffsetMs: null } });
    expect(hopSegments(viewTrigger(trigger))[0]?.ms).toBeNull();
  });

  it('fill the bar, none of them invisible, the longer the wider', () => {
    const span = fc.integer({ min: 0, max: 20_000 });
    fc.assert(
      fc.property(span, span, span, span, span, (received, published, judged, handed, taken) => {
        const trade = buildTrigger().trade.time;
        const receivedAt = 1_000 + received;
        const hops = {
          ...{ tradeAt: trade, receivedAt, publishedAt: receivedAt + published },
          ...{ evaluatedAt: receivedAt + published + judged, clockOffsetMs: trade - 1_000 },
        };
        const dispatchedAt = hops.evaluatedAt + handed;
        const deliveries = delivered(dispatchedAt + taken);
        const segments = hopSegments(viewTrigger(buildTrigger({ hops, dispatchedAt, deliveries })));
        expect(segments.map(({ ms }) => ms)).toEqual([received, published, judged, handed, taken]);
        expect(segments.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
        for (const { share } of segments) expect(share).toBeGreaterThan(0.015);
        const ordered = segments.toSorted((a, b) => (a.ms ?? 0) - (b.ms ?? 0)).map(({ share }) => share);
        expect(ordered).toEqual(ordered.toSorted((a, b) => a - b));
      }),
    );
  });
});
