import type { Answered, Verdict } from './preset.ts';
import { explain } from './read-answer.ts';

/** What the status means by itself. */
export function judgeStatus(answer: Answered): Verdict {
  const { status, retryAfterMs: askedMs, location } = answer;
  if (status >= 200 && status < 300) return { kind: 'taken', detail: explain(answer, 'it took the message') };
  if (status >= 300 && status < 400) {
    const moved = location === null ? '' : `it has moved to ${location}; `;
    return { kind: 'refused', detail: explain(answer, `${moved}redirects are not followed`), newAddress: location };
  }
  if (status === 410) return { kind: 'closed', detail: explain(answer, 'it is gone for good') };
  if (status === 429) return { kind: 'limited', detail: explain(answer, 'it asks for fewer messages'), askedMs };
  if (status >= 500) return { kind: 'unavailable', detail: explain(answer, 'it has a failure of its own'), askedMs };
  if (status === 408 || status === 425) {
    return { kind: 'unavailable', detail: explain(answer, 'it asks to try again'), askedMs };
  }
  const why = REFUSALS[status] ?? 'it refuses the message';
  return { kind: 'refused', detail: explain(answer, why), newAddress: null };
}

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'it does not understand the message',
  401: 'it wants credentials that it does not get',
  403: 'it does not allow these calls',
  404: 'nothing is at this address',
  405: 'it does not take such requests',
  413: 'the message is too large for it',
};
