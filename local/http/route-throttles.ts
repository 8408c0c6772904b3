import type { StagePlan } from '../template/plan.ts';
import { TokenBucket } from './token-bucket.ts';

/** Whether a route lets one more request through at `now` (ms). Each route has a bucket of its own, as of the stage's settings. */
export type LetThrough = (routeKey: string, now: number) => boolean;

export function createRouteThrottles({ defaultThrottle, routeThrottles }: StagePlan): LetThrough {
  const buckets = new Map<string, TokenBucket>();
  return (routeKey, now) => {
    const throttle = routeThrottles.get(routeKey) ?? defaultThrottle;
    if (!throttle) return true;
    const bucket = buckets.get(routeKey) ?? new TokenBucket(throttle, now);
    buckets.set(routeKey, bucket);
    return bucket.take(now);
  };
}
