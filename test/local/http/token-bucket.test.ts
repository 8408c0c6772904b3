import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRouteThrottles } from '../../../local/http/route-throttles.ts';
import { TokenBucket } from '../../../local/http/token-bucket.ts';

const START = 1_700_000_000_000;

describe('a bucket of tokens', () => {
  it('lets a burst through at once, then one request for each token that comes back', () => {
    const bucket = new TokenBucket({ ratePerSecond: 2, burst: 4 }, START);
    const at = (ms: number, requests: number) => Array.from({ length: requests }, () => bucket.take(START + ms));
    expect(at(0, 6)).toEqual([true, true, true, true, false, false]);
    expect(at(499, 1)).toEqual([false]);
    expect(at(500, 2)).toEqual([true, false]);
    expect(at(1_000, 2)).toEqual([true, false]);
    expect(at(60_000, 5)).toEqual([true, true, true, true, false]);
  });

  it('gives nothing for a clock that is set back, and goes on from there', () => {
    const bucket = new TokenBucket({ ratePerSecond: 1, burst: 1 }, START);
    expect([bucket.take(START), bucket.take(START - 60_000), bucket.take(START - 59_000)]).toEqual([true, false, true]);
  });

  it('lets through what fits into rate and burst in every span of time, and refuses nothing else', () => {
    const requests = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 80 });
    const throttle = fc.record({
      ratePerSecond: fc.integer({ min: 1, max: 8 }),
      burst: fc.integer({ min: 1, max: 10 }),
    });
    fc.assert(
      fc.property(throttle, requests, ({ ratePerSecond, burst }, gaps) => {
        const bucket = new TokenBucket({ ratePerSecond, burst }, 0);
        const passed: number[] = [];
        let now = 0;
        for (const gap of gaps) {
          now += gap;
          // what every span that ends now has already let through, and could at most, in thousandths of a request
          const spans = passed.map(
            (since, i) => burst * 1_000 + (now - since) * ratePerSecond - (passed.length - i) * 1_000,
          );
          const isAllowed = spans.every((left) => left > 999.999);
          const isPassed = bucket.take(now);
          if (Math.min(...spans, Infinity) < 999.999 || spans.every((left) => left > 1_000.001))
            expect(isPassed).toBe(isAllowed);
          if (isPassed) passed.push(now);
        }
      }),
    );
  });
});

describe('the routes of a stage', () => {
  const letThrough = createRouteThrottles({
    defaultThrottle: { ratePerSecond: 1, burst: 1 },
    routeThrottles: new Map([['GET /a', { ratePerSecond: 1, burst: 2 }]]),
  });

  it('have a bucket each, by their own settings or the default: a loop on one takes nothing from another', () => {
    const loop = Array.from({ length: 50 }, () => letThrough('GET /a', START));
    expect(loop.filter(Boolean)).toHaveLength(2);
    expect(['GET /b', 'GET /b', 'HEAD /a'].map((route) => letThrough(route, START))).toEqual([true, false, true]);
  });

  it('let everything through without settings', () => {
    const open = createRouteThrottles({ defaultThrottle: null, routeThrottles: new Map() });
    expect(Array.from({ length: 1_000 }, () => open('GET /a', START)).every(Boolean)).toBe(true);
  });
});
