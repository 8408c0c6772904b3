import type { AlertView } from '../../contract/alert-view.ts';
import { findMetric, type Metric } from '../../domain/metrics/metric.ts';
import { OPERATORS, type Operator } from '../../domain/rules/operators/operators.ts';
import type { NumberText } from '../format/number-text.ts';
import { type AlertDraft, EMPTY_DRAFT, NEW_CONDITION } from './draft/alert-draft.ts';
import { draftOf, draftOfAlert, draftOfGroup } from './draft/draft-of-alert.ts';
import { writeLevel } from './draft/level-text.ts';
import { readLink } from './draft/link-text.ts';
import type { AlertFormRequest } from './open-alert-form.ts';

/** What the page knows as the form opens. */
export interface FormSurroundings {
  readonly numbers: NumberText;
  /** the person's alert that is newest; null without one */
  readonly newest: AlertView | null;
  /** of the coin that is asked for, a decimal string; null while not known */
  readonly price: string | null;
}

/** The draft that the form begins with, and what of the request could not be followed. */
export interface BegunDraft {
  readonly draft: AlertDraft;
  readonly problem: string | null;
}

export function beginDraft(request: AlertFormRequest, surroundings: FormSurroundings): BegunDraft {
  const { numbers, newest } = surroundings;
  const { alert, group, copyOf, link, draft } = request;
  const channels = newest?.channels.length ? newest.channels : EMPTY_DRAFT.channels;
  if (draft) return { draft, problem: null };
  if (alert) return { draft: draftOfAlert(alert, numbers), problem: null };
  if (group) return { draft: draftOfGroup(group, numbers), problem: null };
  // an id is one alert's alone
  if (copyOf) return { draft: { ...draftOfAlert(copyOf, numbers), externalId: '' }, problem: null };
  if (link === undefined) return { draft: { ...newDraft(request, surroundings), channels }, problem: null };
  const shared = readLink(link);
  if ('problem' in shared) return { draft: { ...EMPTY_DRAFT, channels }, problem: shared.problem };
  const { coins, fires, fields } = shared;
  return { draft: { ...draftOf(fields, numbers), coins, fires, channels, externalId: '' }, problem: null };
}

/** A level above the price is crossed upwards, one below it downwards. */
function newDraft({ symbol, level, ...asked }: AlertFormRequest, { numbers, price }: FormSurroundings): AlertDraft {
  const metric: Metric = findMetric(asked.metric ?? '')?.name ?? NEW_CONDITION.metric;
  const isBelow = level !== undefined && price !== null && Number(level) < Number(price);
  const byPrice: Operator = metric === 'price' && isBelow ? 'crosses-below' : NEW_CONDITION.op;
  const op = OPERATORS.find((each) => each === asked.op) ?? byPrice;
  const condition = { ...NEW_CONDITION, metric, op, level: level === undefined ? '' : writeLevel(level, numbers) };
  return { ...EMPTY_DRAFT, coins: symbol ? [symbol] : [], conditions: [condition] };
}
