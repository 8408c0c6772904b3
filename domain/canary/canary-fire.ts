import * as z from 'zod';
import { alignHops } from '../messages/hops.ts';
import { type Fire, firedAt } from '../messages/trigger.ts';

/** A fire of the canary, which went the way of any other until a message would have been made of it. */
export const canaryFireSchema = z.object({
  symbol: z.string(),
  /** exchange clock, ms */
  firedAt: z.number().int(),
  /** from the trade to the decision, ms */
  decisionMs: z.number().int().nonnegative(),
  /** from the decision to where the messages are made, ms */
  dispatchMs: z.number().int().nonnegative(),
});
export type CanaryFire = z.infer<typeof canaryFireSchema>;

/** `dispatchedAt`: own clock, ms */
export function measureCanaryFire(symbol: string, fire: Fire, dispatchedAt: number): CanaryFire {
  const at = firedAt(fire);
  const { evaluatedAt } = alignHops(fire.hops, at);
  return {
    symbol,
    firedAt: at,
    decisionMs: evaluatedAt - at,
    // the clocks of two functions may differ by more than this takes
    dispatchMs: Math.max(0, dispatchedAt - fire.hops.evaluatedAt),
  };
}
