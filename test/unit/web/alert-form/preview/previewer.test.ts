import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PreviewView } from '../../../../../contract/preview-view.ts';
import type { CreateAlertBody } from '../../../../../web/alert-form/draft/bodies.ts';
import { PREVIEW_AFTER_MS, Previewer } from '../../../../../web/alert-form/preview/previewer.ts';
import { ApiError } from '../../../../../web/api/api-error.ts';

const body = (level: string): CreateAlertBody => ({
  symbol: 'BTCUSDT',
  condition: { metric: 'price', op: 'crosses-above', level },
});
const VIEW = { symbol: 'BTCUSDT', fires: 3 } as PreviewView;
const refusal = (status: number, more: object = {}, retryAfterMs: number | null = null) =>
  new ApiError({ type: 'about:blank', title: 'No', status, detail: 'No.', ...more }, retryAfterMs);

/** Questions that are open until the test answers them. */
function openQuestions() {
  const asked: {
    level: string | null | undefined;
    days: number | undefined;
    signal: AbortSignal;
    answer: (view: PreviewView) => void;
    fail: (error: unknown) => void;
  }[] = [];
  const previewer = new Previewer({
    ask: ({ condition }, { days, signal }) =>
      new Promise((answer, fail) => asked.push({ level: condition?.level, days, signal, answer, fail })),
    now: () => Date.now(),
  });
  return { asked, previewer };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the live preview', () => {
  test('asks for what stands, not for each letter', async () => {
    const { asked, previewer } = openQuestions();
    for (const level of ['6', '65', '650', '65000']) previewer.show(body(level));
    await vi.advanceTimersByTimeAsync(PREVIEW_AFTER_MS);
    expect(asked.map(({ level }) => level)).toEqual(['65000']);
  });

  test('ends the question before when there is a newer one, whose late answer is not shown', async () => {
    const { asked, previewer } = openQuestions();
    previewer.show(body('1'));
    await vi.advanceTimersByTimeAsync(PREVIEW_AFTER_MS);
    previewer.show(body('2'));
    expect(asked[0]?.signal.aborted).toBe(true);
    asked[0]?.answer(VIEW);
    await vi.advanceTimersByTimeAsync(PREVIEW_AFTER_MS);
    expect(previewer.state.value).toEqual({ kind: 'waiting', shown: null });
    asked[1]?.answer({ ...VIEW, fires: 7 });
    await vi.advanceTimersByTimeAsync(0);
    expect(previewer.state.value).toMatchObject({ kind: 'shown', shown: { fires: 7 } });
  });

  test('does not ask again for what it shows', async () => {
    const { asked, previewer } = openQuestions();
    previewer.show(body('1'));
    await vi.advanceTimersByTimeAsync(PREVIEW_AFTER_MS);
    asked[0]?.answer(VIEW);
    await vi.advanceTimersByTimeAsync(0);
    previewer.show(body('1'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toHaveLength(1);
  });

  test('after 429 says so, waits as long as it is asked to, and asks once for what stands by then', async () => {
    const { asked, previewer } = openQuestions();
    previewer.show(body('1'));
    await vi.advanceTimersByTimeAsync(PREVIEW_AFTER_MS);
    asked[0]?.fail(refusal(429, {}, 8_000));
    await vi.advanceTimersByTimeAsync(0);
    expect(previewer.state.value).toMatchObject({ kind: 'limited', until: Date.now() + 8_000 });
    await vi.advanceTimersByTimeAsync(5_000);
    previewer.show(body('2'));
    expect(previewer.state.value.kind).toBe('limited');
    await vi.advanceTimersByTimeAsync(2_900);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(asked.map(({ level }) => level)).toEqual(['1', '2']);
  });

  test('a refusal shows its fields; no answer is a failure that can be tried again', async () => {
    const { asked, previewer } = openQuestions();
    const errors = [{ path: 'condition.level', message: 'must be greater than 0' }];
    previewer.show(body('0'));
    await vi.advanceTimersByTimeAsync(PREVIEW_AFTER_MS);
    asked[0]?.fail(refusal(422, { errors }));
    await vi.advanceTimersByTimeAsync(0);
    expect(previewer.state.value).toEqual({ kind: 'refused', detail: 'No.', problems: errors });
    previewer.show(body('1'));
    await vi.advanceTimersByTimeAsync(PREVIEW_AFTER_MS);
    asked[1]?.fail(refusal(503));
    await vi.advanceTimersByTimeAsync(0);
    expect(previewer.state.value).toEqual({ kind: 'failed', detail: 'No.' });
    previewer.retry(body('1'));
    await vi.advanceTimersByTimeAsync(PREVIEW_AFTER_MS);
    expect(asked).toHaveLength(3);
  });

  test('one that takes too long is asked for with fewer days, as the API says, and at last given up without blaming the alert', async () => {
    const { asked, previewer } = openQuestions();
    const tooLong = (message: string) =>
      refusal(422, {
        errors: [
          { path: 'days', message },
          { path: 'repeat', message: 'takes long' },
        ],
      });
    previewer.show(body('1'));
    await vi.advanceTimersByTimeAsync(PREVIEW_AFTER_MS);
    asked[0]?.fail(tooLong('takes longer than 2.5 s with this rule; try days=9'));
    await vi.advanceTimersByTimeAsync(0);
    asked[1]?.fail(tooLong('takes longer than 2.5 s with this rule; try days=1'));
    await vi.advanceTimersByTimeAsync(0);
    expect(asked.map(({ days }) => days)).toEqual([undefined, 9, 1]);
    expect(previewer.state.value.kind).toBe('waiting');
    asked[2]?.fail(tooLong('takes longer than 2.5 s with this rule; try again, or with fewer conditions'));
    await vi.advanceTimersByTimeAsync(0);
    expect(previewer.state.value).toEqual({ kind: 'failed', detail: expect.stringContaining('can be saved') });
    expect(asked).toHaveLength(3);
  });

  test('nothing is asked after the form has closed', async () => {
    const { asked, previewer } = openQuestions();
    previewer.show(body('1'));
    previewer.stop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toHaveLength(0);
  });
});
