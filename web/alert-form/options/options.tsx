import type { ComponentType } from 'preact';
import { useState } from 'preact/hooks';
import { MAX_CONDITIONS } from '../../../domain/rules/rule.ts';
import { zonedInstant, zonedText } from '../../format/zoned-input.ts';
import { Button } from '../../parts/button.tsx';
import { now } from '../../store/clock.ts';
import { zone } from '../../store/zone.ts';
import { type AlertDraft, NEW_CONDITION, USUAL_COOLDOWN } from '../draft/alert-draft.ts';
import { AmountField, DurationField, OptionRow } from './option-row.tsx';

export interface OptionProps {
  readonly draft: AlertDraft;
  /** what is wrong with the option, for people */
  readonly problem: string | undefined;
  readonly change: (changes: Partial<AlertDraft>) => void;
}

export interface Option {
  /** the paths of its fields in a request */
  readonly paths: readonly string[];
  /** whether the draft asks for it: then it is named while the options are folded */
  readonly isOn: (draft: AlertDraft) => boolean;
  /** whether it can be asked for as the draft is; left out: always */
  readonly fits?: (draft: AlertDraft) => boolean;
  readonly Row: ComponentType<OptionProps>;
}

const WEEK_MS = 7 * 86_400_000;
const isSingle = ({ conditions }: AlertDraft) => conditions.length === 1;

const FURTHER_CONDITION: Option = {
  paths: ['all'],
  isOn: (draft) => !isSingle(draft),
  fits: ({ conditions }) => conditions.length < MAX_CONDITIONS,
  Row: ({ draft, change }) => (
    <div class="option">
      <Button
        kind="quiet"
        icon="plus"
        onClick={() => {
          const next = { ...NEW_CONDITION, metric: 'volume-5m', op: 'above' } as const;
          change({ conditions: [...draft.conditions, next] });
        }}
      >
        Add a condition that must be met too
      </Button>
    </div>
  ),
};

const COOLDOWN: Option = {
  paths: ['repeat.cooldownSeconds', 'repeat'],
  isOn: ({ repeats, cooldown }) => repeats && cooldown !== null,
  fits: ({ repeats }) => repeats,
  Row: ({ draft: { cooldown }, problem, change }) => (
    <OptionRow
      label="At most once in"
      isOn={cooldown !== null}
      problem={problem}
      onSwitch={(isOn) => change({ cooldown: isOn ? USUAL_COOLDOWN : null })}
    >
      {(problemId) =>
        cooldown && (
          <DurationField
            label="At most once in"
            duration={cooldown}
            problemId={problemId}
            onChange={(duration) => change({ cooldown: duration })}
          />
        )
      }
    </OptionRow>
  ),
};

const REARM: Option = {
  paths: ['rearmPercent'],
  isOn: ({ repeats, rearm }) => repeats && rearm !== null,
  fits: (draft) => draft.repeats && (isSingle(draft) || draft.rearm !== null),
  Row: ({ draft: { rearm }, problem, change }) => (
    <OptionRow
      label="Again only after it went back by"
      isOn={rearm !== null}
      problem={problem}
      onSwitch={(isOn) => change({ rearm: isOn ? '1' : null })}
    >
      {(problemId) => (
        <AmountField
          label="Percent of the level"
          text={rearm ?? ''}
          unit="% of the level"
          problemId={problemId}
          onText={(text) => change({ rearm: text })}
        />
      )}
    </OptionRow>
  ),
};

const REANCHOR: Option = {
  paths: ['repeat.reanchor', 'repeat.step'],
  isOn: ({ repeats, reanchor }) => repeats && reanchor !== null,
  fits: (draft) => draft.repeats && (isSingle(draft) || draft.reanchor !== null),
  Row: ({ draft: { reanchor }, problem, change }) => (
    <OptionRow
      label="Each fire moves the level on by"
      isOn={reanchor !== null}
      problem={problem}
      onSwitch={(isOn) => change({ reanchor: isOn ? '+5%' : null })}
    >
      {(problemId) => (
        <AmountField
          label="Step in percent of the price that fired"
          text={reanchor ?? ''}
          unit="of the price that fired"
          placeholder="+5%"
          problemId={problemId}
          onText={(text) => change({ reanchor: text })}
        />
      )}
    </OptionRow>
  ),
};

const HOLD: Option = {
  paths: ['holdSeconds'],
  isOn: ({ hold }) => hold !== null,
  fits: (draft) => isSingle(draft) || draft.hold !== null,
  Row: ({ draft: { hold }, problem, change }) => (
    <OptionRow
      label="Only if it stays so for"
      isOn={hold !== null}
      problem={problem}
      onSwitch={(isOn) => change({ hold: isOn ? { amount: '5', unit: 'minutes' } : null })}
    >
      {(problemId) =>
        hold && (
          <DurationField
            label="Stays so for"
            duration={hold}
            problemId={problemId}
            onChange={(duration) => change({ hold: duration })}
          />
        )
      }
    </OptionRow>
  ),
};

const CONFIRM: Option = {
  paths: ['confirm'],
  isOn: ({ confirm }) => confirm === 'minute-close',
  Row: ({ draft: { confirm }, problem, change }) => (
    <OptionRow
      label="Only minute closes count, no wicks"
      isOn={confirm === 'minute-close'}
      problem={problem}
      onSwitch={(isOn) => change({ confirm: isOn ? 'minute-close' : 'trade' })}
    />
  ),
};

interface ExpiryFieldProps {
  readonly expiresAt: string | null;
  readonly problemId: string | undefined;
  readonly onChange: (expiresAt: string) => void;
}

/** While somebody types in it, it shows what they typed: the first digit of a year makes another instant of it. */
function ExpiryField({ expiresAt, problemId, onChange }: ExpiryFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <input
      class="input"
      type="datetime-local"
      aria-label="Only until"
      aria-invalid={problemId !== undefined || undefined}
      aria-describedby={problemId}
      value={typed ?? (expiresAt === null ? '' : zonedText(expiresAt, zone.value))}
      onInput={({ currentTarget: { value } }) => {
        setTyped(value);
        const expires = zonedInstant(value, zone.value);
        if (expires) onChange(expires);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

const EXPIRY: Option = {
  paths: ['expiresAt'],
  isOn: ({ expiresAt }) => expiresAt !== null,
  Row: ({ draft: { expiresAt }, problem, change }) => (
    <OptionRow
      label="Only until"
      isOn={expiresAt !== null}
      problem={problem}
      onSwitch={(isOn) => change({ expiresAt: isOn ? new Date(now.peek() + WEEK_MS).toISOString() : null })}
    >
      {(problemId) => (
        <ExpiryField expiresAt={expiresAt} problemId={problemId} onChange={(at) => change({ expiresAt: at })} />
      )}
    </OptionRow>
  ),
};

/** What stays folded until it is asked for, in this order. What is written in the sentence is not here. */
export const OPTIONS: readonly Option[] = [COOLDOWN, REARM, REANCHOR, FURTHER_CONDITION, HOLD, CONFIRM, EXPIRY];
