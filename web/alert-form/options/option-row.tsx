import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { DURATION_UNITS, type DurationDraft } from '../draft/duration-draft.ts';

export interface OptionRowProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly problem?: string | undefined;
  readonly onSwitch: (isOn: boolean) => void;
  /** the controls, while it is on; `problemId` names what is wrong with them */
  readonly children?: (problemId: string | undefined) => ComponentChildren;
}

/** An option that is off unless it is switched on; then it is a sentence that goes on in fields. */
export function OptionRow({ label, isOn, problem, onSwitch, children }: OptionRowProps) {
  const id = useId();
  return (
    <div class="option">
      <label class="option-label">
        <input type="checkbox" checked={isOn} onChange={({ currentTarget }) => onSwitch(currentTarget.checked)} />
        {label}
      </label>
      {isOn && children && <div class="option-fields">{children(problem ? id : undefined)}</div>}
      {problem && (
        <p class="field-problem" id={id}>
          {problem}
        </p>
      )}
    </div>
  );
}

export interface AmountFieldProps {
  readonly label: string;
  readonly text: string;
  readonly unit?: string;
  readonly placeholder?: string;
  readonly problemId: string | undefined;
  readonly onText: (text: string) => void;
}

export function AmountField({ label, text, unit, placeholder, problemId, onText }: AmountFieldProps) {
  return (
    <>
      <input
        class="input option-amount"
        type="text"
        inputMode="decimal"
        autocomplete="off"
        maxLength={20}
        aria-label={label}
        aria-invalid={problemId !== undefined || undefined}
        aria-describedby={problemId}
        placeholder={placeholder ?? ''}
        value={text}
        onInput={({ currentTarget }) => onText(currentTarget.value)}
      />
      {unit && <span class="muted">{unit}</span>}
    </>
  );
}

export interface DurationFieldProps {
  readonly label: string;
  readonly duration: DurationDraft;
  readonly problemId: string | undefined;
  readonly onChange: (duration: DurationDraft) => void;
}

export function DurationField({ label, duration, problemId, onChange }: DurationFieldProps) {
  const { amount, unit } = duration;
  return (
    <>
      <AmountField {...{ label, problemId }} text={amount} onText={(text) => onChange({ amount: text, unit })} />
      <select
        class="select"
        aria-label={`${label}: unit`}
        value={unit}
        onChange={({ currentTarget }) => {
          onChange({ amount, unit: DURATION_UNITS.find((each) => each === currentTarget.value) ?? unit });
        }}
      >
        {DURATION_UNITS.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
    </>
  );
}
