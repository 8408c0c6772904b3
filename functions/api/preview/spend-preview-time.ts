import { MAX_PREVIEW_MS } from '../../../domain/preview/preview.ts';
import type { Answer } from '../http/answer.ts';
import { errorWithFields, overRate, rateFields, withFields } from '../limits/rate-fields.ts';
import { RATE_POLICIES } from '../limits/rate-policy.ts';
import type { PreviewDeps } from './preview-deps.ts';

/**
 * Does the work if the person's previews may still take as long as one may take at most. So much is reserved first, as several may be
 * under way; what the work did not use of it is given back, whatever came of it. @throws Problem 429; what the work throws
 */
export async function spendPreviewTime(
  person: string,
  { rates, limits, now }: Pick<PreviewDeps, 'rates' | 'limits' | 'now'>,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const policy = RATE_POLICIES.previewMs;
  const { rate } = policy;
  const most = limits.previewMsPerMinute;
  const at = now();
  const { isTaken, used } = await rates.take(person, { rate, units: MAX_PREVIEW_MS, at, most });
  if (!isTaken) throw overRate(policy, { most, used, at });
  const begun = now();
  const [outcome] = await Promise.allSettled([work()]);
  const spentMs = Math.min(MAX_PREVIEW_MS, Math.max(0, Math.ceil(now() - begun)));
  const usedAfter = await rates.giveBack(person, { rate, units: MAX_PREVIEW_MS - spentMs, at });
  const fields = rateFields(policy, { most, used: usedAfter, at });
  if (outcome.status === 'rejected') throw errorWithFields(outcome.reason, fields);
  return withFields(outcome.value, fields);
}
