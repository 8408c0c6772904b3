import type { Zone } from './zone.ts';

interface FireReasonFacts {
  /** where the value must stay while a hold lasts; null: where the condition is met */
  readonly held: readonly Zone[] | null;
  /** what the value did, before the level; `closed` where minute closes alone are judged */
  readonly moved: string;
  readonly closed: string;
  /** where a hold keeps the value; null: the operator's own words say it, and they follow `moved` and `closed` as well */
  readonly stays: string | null;
}

/** How a condition was met. `holds`: the value is where the condition wants it, however it got there. */
const REASONS = {
  holds: { held: null, moved: 'is', closed: 'closed', stays: null },
  'crossed-up': {
    held: ['within', 'above'],
    moved: 'crossed above',
    closed: 'closed above',
    stays: 'at or above',
  },
  'crossed-down': {
    held: ['below', 'within'],
    moved: 'crossed below',
    closed: 'closed below',
    stays: 'at or below',
  },
  entered: { held: ['within'], moved: 'entered', closed: 'closed within', stays: 'within' },
  left: { held: ['below', 'above'], moved: 'left', closed: 'closed outside', stays: 'outside' },
} as const satisfies Record<string, FireReasonFacts>;

export type FireReason = keyof typeof REASONS;
export const FIRE_REASONS = Object.keys(REASONS) as readonly FireReason[];
export const FIRE_REASON_FACTS: Readonly<Record<FireReason, FireReasonFacts>> = REASONS;
