import type { CreateAlert } from '../../../contract/alert-request.ts';
import { groupThousands } from '../../../domain/market/decimal.ts';
import { MAX_PREVIEW_MS, type PreviewTimeError } from '../../../domain/preview/preview.ts';
import { numbersRead } from '../../../domain/preview/preview-cost.ts';
import { conditionsOf, type Rule } from '../../../domain/rules/rule.ts';
import { type FieldError, Problem } from '../http/problem.ts';

/** The suggested days take this share of the time in which as much was done. */
const SAFE_SHARE = 0.8;

export interface LongPreview {
  readonly asked: CreateAlert;
  readonly rule: Rule;
  readonly days: number;
}

/** In place of half an answer: what makes the preview expensive, and what would be cheap enough. */
export function tookTooLong({ asked, rule, days }: LongPreview, { doneShare }: PreviewTimeError): Problem {
  const errors = [
    { path: 'days', message: `takes longer than ${MAX_PREVIEW_MS / 1_000} s with this rule; ${hint(days, doneShare)}` },
    ...expensiveConditions(asked, rule),
    ...(rule.repeat.mode === 'every-time'
      ? [{ path: 'repeat', message: 'takes long: the alert is judged on after each fire' }]
      : []),
  ];
  const detail = errors.map(({ path, message }) => `${path} ${message}`).join('; ');
  return new Problem({ status: 422, title: 'Preview takes too long', detail, errors });
}

function hint(days: number, doneShare: number): string {
  if (days === 1) return 'try again, or with fewer conditions';
  return `try days=${Math.max(1, Math.min(days - 1, Math.floor(days * doneShare * SAFE_SHARE)))}`;
}

/** Those whose value is computed from at least half as many numbers as that of the most expensive one. */
function expensiveConditions({ all }: CreateAlert, rule: Rule): FieldError[] {
  const costs = conditionsOf(rule).map(({ metric }) => numbersRead(metric));
  const most = Math.max(...costs);
  return costs.flatMap((numbers, index) => {
    if (numbers === 0 || numbers < most / 2) return [];
    const message = `takes long: it is computed from ${groupThousands(String(numbers))} numbers for each minute`;
    return [{ path: all ? `all.${index}.metric` : 'condition.metric', message }];
  });
}
