import { levelFrom } from '../../../domain/rules/relative-level.ts';
import type { NumberText } from '../../format/number-text.ts';
import type { PreviewMarks } from '../../store/preview-marks.ts';
import type { AlertDraft } from '../draft/alert-draft.ts';
import { levelFields } from '../draft/choose-condition.ts';
import { readLevel } from '../draft/level-text.ts';
import type { HintCoin } from '../level-hints.ts';
import type { PreviewState } from './previewer.ts';

export interface MarkedForm {
  readonly symbol: string | undefined;
  readonly coin: HintCoin | null;
  readonly state: PreviewState;
  readonly numbers: NumberText;
}

/** What the chart of the coin shows of the form. */
export function marksOf(draft: AlertDraft, { symbol, coin, state, numbers }: MarkedForm): PreviewMarks | null {
  if (symbol === undefined) return null;
  const levels = draft.conditions.flatMap((condition) =>
    levelFields(condition).flatMap((field) => {
      const level = absolute(readLevel(condition[field], condition.metric, numbers), coin);
      return level === null ? [] : [{ metric: condition.metric, level }];
    }),
  );
  const fires = state.kind === 'shown' ? state.shown.triggers.map(({ time, price }) => ({ time, price })) : [];
  return { symbol, levels, fires };
}

/** Where a relative level is now; null while that is not known. */
function absolute(reading: ReturnType<typeof readLevel>, coin: HintCoin | null): string | null {
  if (reading.kind === 'level') return reading.value;
  if (reading.kind !== 'relative' || coin?.price == null || coin.tickSize === null) return null;
  return levelFrom({ price: coin.price, tickSize: coin.tickSize }, reading.value);
}
