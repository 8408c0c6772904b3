import { windowEnd } from '../../../domain/people/rates.ts';
import type { Answer } from '../http/answer.ts';
import { Problem } from '../http/problem.ts';
import type { RatePolicy } from './rate-policy.ts';

const WINDOW_S = 60;

export interface RateUse {
  readonly most: number;
  readonly used: number;
  /** own clock, ms: in the window that is meant */
  readonly at: number;
}

/** The fields of an answer, by draft-ietf-httpapi-ratelimit-headers-10. Every answer to a request that was counted has them. */
export type RateFields = Readonly<Record<'ratelimit-policy' | 'ratelimit', string>>;

export function rateFields({ id, unit }: RatePolicy, { most, used, at }: RateUse): RateFields {
  const quotaUnit = unit === null ? '' : `;qu="${unit}"`;
  return {
    'ratelimit-policy': `"${id}";q=${most}${quotaUnit};w=${WINDOW_S}`,
    ratelimit: `"${id}";r=${Math.max(0, most - used)};t=${secondsLeft(at)}`,
  };
}

/** To be thrown in place of the work. */
export function overRate(policy: RatePolicy, use: RateUse): Problem {
  const seconds = secondsLeft(use.at);
  return new Problem({
    status: 429,
    title: policy.title,
    detail: `${policy.refusal(use.most)} Try again in ${seconds} s.`,
    headers: { 'retry-after': String(seconds), ...rateFields(policy, use) },
  });
}

/** Until the window ends and all is there again. */
function secondsLeft(at: number): number {
  return Math.ceil((windowEnd(at) - at) / 1_000);
}

export function withFields(answer: Answer, fields: RateFields): Answer {
  return { ...answer, headers: { ...answer.headers, ...fields } };
}

/** A refusal gets the fields too. An error of our own is answered without. */
export function errorWithFields(error: unknown, fields: RateFields): unknown {
  if (!(error instanceof Problem)) return error;
  return new Problem({ ...error.options, headers: { ...error.options.headers, ...fields } });
}
