import type { RateName } from '../../../domain/people/rates.ts';

/** How answers name a rate. */
export interface RatePolicy {
  readonly rate: RateName;
  /** its name in the fields of answers */
  readonly id: string;
  /** what is counted; null: requests */
  readonly unit: string | null;
  readonly title: string;
  readonly refusal: (most: number) => string;
}

export const RATE_POLICIES = {
  writes: {
    rate: 'writes',
    id: 'writes',
    unit: null,
    title: 'Too many changes',
    refusal: (most) => `At most ${most} requests of yours a minute may change something.`,
  },
  linkWrites: {
    rate: 'linkWrites',
    id: 'link-writes',
    unit: null,
    title: 'Too many changes',
    refusal: (most) => `The links in your mails may change something ${most} times a minute.`,
  },
  previewMs: {
    rate: 'previewMs',
    id: 'preview-ms',
    unit: 'milliseconds',
    title: 'Too many previews',
    refusal: (most) => `Your previews may take ${most / 1_000} s of each minute, those that are under way included.`,
  },
} as const satisfies { readonly [Name in RateName]: RatePolicy & { readonly rate: Name } };
