import type { ApiDeps } from '../api-deps.ts';
import type { Answer } from '../http/answer.ts';
import { errorWithFields, overRate, rateFields, withFields } from './rate-fields.ts';
import { RATE_POLICIES } from './rate-policy.ts';

export interface CountDeps extends Pick<ApiDeps, 'now'> {
  readonly rates: Pick<ApiDeps['rates'], 'take'>;
  readonly limits: Pick<ApiDeps['limits'], 'writesPerMinute'>;
}

/** A person whose changes are counted, and as which. */
interface Writer {
  readonly person: string;
  readonly rate: 'writes' | 'linkWrites';
  /** as how many changes it counts; one unless given */
  readonly units?: number | undefined;
}

/**
 * Does the work if the person may still change something this minute. It is counted first, whatever comes of it: who asks for
 * nonsense again and again is stopped as well. @throws Problem 429; what the work throws
 */
export async function countWrite(
  { person, rate, units = 1 }: Writer,
  { rates, limits, now }: CountDeps,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const policy = RATE_POLICIES[rate];
  const at = now();
  const most = limits.writesPerMinute;
  const { isTaken, used } = await rates.take(person, { rate: policy.rate, units, at, most });
  const use = { most, used, at };
  if (!isTaken) throw overRate(policy, use);
  const fields = rateFields(policy, use);
  try {
    return withFields(await work(), fields);
  } catch (error) {
    throw errorWithFields(error, fields);
  }
}
