import { useEffect, useMemo } from 'preact/hooks';
import { callApi } from '../api/call-api.ts';
import { type NumberText, numberTextOf } from '../format/number-text.ts';
import { watch } from '../live/live.ts';
import { session } from '../session/session.ts';
import { alerts } from '../store/alerts.ts';
import { type Coin, coinOf, symbols } from '../store/coins.ts';
import { previewMarks } from '../store/preview-marks.ts';
import { beginDraft } from './begin-draft.ts';
import type { FieldProblem } from './draft/request-of-draft.ts';
import { FORM_CALLS } from './form-calls.ts';
import { type Edited, FormState } from './form-state.ts';
import type { AlertFormRequest } from './open-alert-form.ts';
import { marksOf } from './preview/marks-of.ts';
import { Previewer, type PreviewState } from './preview/previewer.ts';

/** The form that is shown, with what is around it. */
export interface ShownForm {
  readonly form: FormState;
  /** what of the request could not be followed; null: nothing */
  readonly refusedLink: string | null;
  readonly numbers: NumberText;
  /** the coin that is previewed; on several coins the first; undefined: none is chosen */
  readonly symbol: string | undefined;
  /** null while it is not followed */
  readonly coin: Coin | null;
  readonly isSignedIn: boolean;
  readonly preview: PreviewState;
  readonly problems: readonly FieldProblem[];
  readonly retryPreview: () => void;
}

/** Opens the form, previews what it says, and shows that on the chart while it is open. */
export function useAlertForm(request: AlertFormRequest): ShownForm {
  const numbers = useMemo(() => numberTextOf(), []);
  const { form, problem } = useMemo(() => openForm(request, numbers), [request]);
  const draft = form.draft.value;
  const [symbol] = typeof draft.coins === 'string' ? [] : draft.coins;
  const coin = useCoin(symbol);
  const isSignedIn = session.value.state === 'signed-in';
  const previewed = isSignedIn ? form.previewed.value : null;
  const previewer = useMemo(() => new Previewer({ ask: askPreview }), []);
  const preview = previewer.state.value;
  useEffect(() => previewer.show(previewed));
  useEffect(() => () => previewer.stop(), []);
  useEffect(() => {
    previewMarks.value = marksOf(draft, { symbol, coin, state: preview, numbers });
  }, [draft, coin?.price, preview]);
  useEffect(() => clearMarks, []);
  // what the API refuses to preview it would refuse to save
  const foreseen = preview.kind === 'refused' && form.refused.value.length === 0 ? preview.problems : [];
  return {
    ...{ form, numbers, symbol, coin, isSignedIn, preview },
    refusedLink: problem,
    problems: [...form.problems.value, ...foreseen],
    retryPreview: () => previewed && previewer.retry(previewed),
  };
}

const askPreview: ConstructorParameters<typeof Previewer>[0]['ask'] = (body, { days, signal }) =>
  callApi('POST /api/alerts/preview', { body, query: { days }, signal });

function clearMarks(): void {
  previewMarks.value = null;
}

function useCoin(symbol: string | undefined): Coin | null {
  useEffect(() => (symbol === undefined ? undefined : watch([symbol])), [symbol]);
  // a coin that comes to the list brings its price
  symbols.value;
  return symbol === undefined ? null : (coinOf(symbol)?.value ?? null);
}

function openForm(request: AlertFormRequest, numbers: NumberText) {
  const { alert, group, symbol } = request;
  const [newest = null] = alerts.peek().values();
  const price = symbol === undefined ? null : (coinOf(symbol)?.peek().price ?? null);
  const { draft, problem } = beginDraft(request, { numbers, newest, price });
  const edited: Edited = alert ? { kind: 'alert', alert } : group ? { kind: 'group', group } : { kind: 'new' };
  return { form: new FormState({ draft, edited }, { numbers, calls: FORM_CALLS }), problem };
}
