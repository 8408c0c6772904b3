import type { NumberText } from '../format/number-text.ts';
import { describeProblem } from './describe-problem.ts';
import type { FieldProblem } from './draft/request-of-draft.ts';
import type { FormState } from './form-state.ts';
import { type HintCoin, levelHints } from './level-hints.ts';

export interface FormNotesProps {
  readonly form: FormState;
  readonly problems: readonly FieldProblem[];
  readonly problemsId: string;
  readonly numbers: NumberText;
  readonly coin: HintCoin | null;
}

/** Fields that stand in the sentence. Those below it show what is wrong with them themselves. */
const IN_SENTENCE = /^(?:symbol|coins|condition|all|channels)(?:\.|$)/;

/** Under the sentence: what its levels mean, and what is wrong with it. */
export function FormNotes({ form, problems, problemsId, numbers, coin }: FormNotesProps) {
  return (
    <div class="form-notes">
      {levelHints(form.draft.value, coin, numbers).map(({ text, offer }) => (
        <p class="form-hint" key={`${text}${offer?.label}`}>
          {text}{' '}
          {offer && (
            <button type="button" class="form-offer" onClick={() => form.change(offer.draft)}>
              {offer.label}
            </button>
          )}
        </p>
      ))}
      <ul id={problemsId} class="form-problems" role="alert">
        {problems
          .filter(({ path }) => IN_SENTENCE.test(path))
          .map((problem) => (
            <li key={`${problem.path}${problem.message}`}>{describeProblem(problem)}</li>
          ))}
      </ul>
    </div>
  );
}
