import type { NumberText } from '../../format/number-text.ts';
import { IconButton } from '../../parts/icon-button.tsx';
import { wordsOfMetric } from '../../parts/metric-words.ts';
import type { ConditionDraft, LevelField } from '../draft/alert-draft.ts';
import { levelFields, withMetric, withOperator } from '../draft/choose-condition.ts';
import { readLevel, writeLevel } from '../draft/level-text.ts';
import { formatUnit, OPERATOR_GROUPS } from './format-choices.ts';
import { SlotInput, SlotSelect } from './slot.tsx';

export interface ConditionSlotsProps {
  readonly condition: ConditionDraft;
  /** its place among several; null: it is the only one */
  readonly place: number | null;
  readonly quote: string | null;
  readonly numbers: NumberText;
  /** paths of its fields that are not right: `level`, `op` */
  readonly invalid: ReadonlySet<string>;
  readonly problemsId: string;
  readonly onChange: (change: Partial<ConditionDraft>) => void;
  /** left out: it can't be taken away */
  readonly onRemove?: (() => void) | undefined;
}

const LABELS: Readonly<Record<LevelField, string>> = { level: 'Level', from: 'From', to: 'To' };

/** `price crosses above 65,000`, `RSI on 1h candles crosses below 30`: its words are the fields. */
export function ConditionSlots(props: ConditionSlotsProps) {
  const { condition, place, quote, numbers, invalid, problemsId, onChange, onRemove } = props;
  const { metric, op } = condition;
  const label = (name: string) => (place === null ? name : `${name} of condition ${place + 1}`);
  const state = (field: string) => ({ invalid: invalid.has(field), describedBy: problemsId });
  const unit = formatUnit(metric, quote);
  return (
    <>
      {wordsOfMetric(metric).map(({ label: name, before, after, groups }) => (
        <span key={name}>
          {before}{' '}
          <SlotSelect
            label={label(name)}
            chosen={metric}
            groups={groups}
            {...state('metric')}
            onChoose={(chosen) => onChange(withMetric(condition, chosen, numbers))}
          />{' '}
          {after}{' '}
        </span>
      ))}
      <SlotSelect
        label={label('What it does')}
        chosen={op}
        groups={OPERATOR_GROUPS}
        {...state('op')}
        onChoose={(chosen) => onChange(withOperator(condition, chosen, numbers))}
      />{' '}
      {levelFields(condition).map((field, index) => (
        <span key={field} class="slot-group">
          {index > 0 && 'to '}
          <SlotInput
            label={label(LABELS[field])}
            text={condition[field]}
            placeholder={field === 'to' ? 'high' : field === 'from' ? 'low' : 'level'}
            {...state(field)}
            onText={(text) => onChange({ [field]: text })}
            onLeave={() => onChange({ [field]: tidied(condition, field, numbers) })}
          />
        </span>
      ))}
      {unit !== '' && <span class="slot-unit"> {unit}</span>}
      {onRemove && <IconButton icon="x" label={label('Remove')} class="icon-button slot-remove" onClick={onRemove} />}
    </>
  );
}

/** `65k` becomes `65,000` when the field is left. */
function tidied(condition: ConditionDraft, field: LevelField, numbers: NumberText): string {
  const reading = readLevel(condition[field], condition.metric, numbers);
  return 'value' in reading ? writeLevel(reading.value, numbers) : condition[field];
}
