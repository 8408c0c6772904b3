import type { NumberText } from '../../format/number-text.ts';
import { conditionPath, withCondition } from '../draft/alert-draft.ts';
import type { FieldProblem } from '../draft/request-of-draft.ts';
import type { FormState } from '../form-state.ts';
import { ChannelsSlot } from './channels-slot.tsx';
import { CoinsSlot } from './coins-slot.tsx';
import { ConditionSlots } from './condition-slots.tsx';
import { SlotSelect } from './slot.tsx';

export interface SentenceProps {
  readonly form: FormState;
  readonly problems: readonly FieldProblem[];
  /** the list that says what is wrong */
  readonly problemsId: string;
  readonly numbers: NumberText;
  readonly quote: string | null;
}

const REPEATS = [
  {
    label: 'How often',
    options: [
      { value: 'once', label: 'once' },
      { value: 'every-time', label: 'every time' },
    ],
  },
] as const;

const COINS_OF = { new: 'any', alert: 'one', group: 'several' } as const;

/** "Tell me once when BTCUSDT price crosses above 65,000 by mail": each word in bold is a field. */
export function Sentence({ form, problems, problemsId, numbers, quote }: SentenceProps) {
  const draft = form.draft.value;
  const { conditions, repeats } = draft;
  const isSeveral = conditions.length > 1;
  const isWrong = (...paths: string[]) => problems.some(({ path }) => paths.includes(path.split('.')[0] ?? ''));
  return (
    <fieldset class="sentence" aria-label="The alert in a sentence">
      Tell me{' '}
      <SlotSelect
        label="How often"
        chosen={repeats ? 'every-time' : 'once'}
        groups={REPEATS}
        invalid={isWrong('repeat')}
        onChoose={(chosen) => form.change({ repeats: chosen === 'every-time' })}
      />{' '}
      {repeats ? '' : 'when '}
      <CoinsSlot
        coins={draft.coins}
        fires={draft.fires}
        kind={COINS_OF[form.edited.value.kind]}
        invalid={isWrong('symbol', 'coins')}
        onChange={(change) => form.change(change)}
      />{' '}
      {conditions.map((condition, index) => (
        // conditions have no name but their place
        <span key={index} class="slot-condition">
          {index > 0 && 'and '}
          <ConditionSlots
            {...{ condition, quote, numbers, problemsId }}
            place={isSeveral ? index : null}
            invalid={invalidFields(problems, conditionPath(draft, index))}
            onChange={(change) => form.change(withCondition(form.draft.peek(), index, change))}
            onRemove={
              isSeveral ? () => form.change({ conditions: conditions.filter((_, at) => at !== index) }) : undefined
            }
          />{' '}
        </span>
      ))}
      by{' '}
      <ChannelsSlot
        channels={draft.channels}
        invalid={isWrong('channels')}
        onChange={(channels) => form.change({ channels })}
      />
    </fieldset>
  );
}

/** Fields of a condition that are wrong; of one that is wrong as a whole, what it does. */
function invalidFields(problems: readonly FieldProblem[], path: string): ReadonlySet<string> {
  const own = problems.filter((problem) => problem.path === path || problem.path.startsWith(`${path}.`));
  return new Set(own.map((problem) => problem.path.slice(path.length + 1) || 'op'));
}
