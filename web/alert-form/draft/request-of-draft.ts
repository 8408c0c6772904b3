import type * as z from 'zod';
import type { createAlertSchema, newConditionSchema } from '../../../contract/alert-request.ts';
import { PLAIN_DECIMAL } from '../../../domain/market/decimal.ts';
import { type Condition, levelTextsOf } from '../../../domain/rules/condition.ts';
import { invalidLevels } from '../../../domain/rules/invalid-levels.ts';
import { takesRange } from '../../../domain/rules/operators/operators.ts';
import type { NumberText } from '../../format/number-text.ts';
import { type AlertDraft, type ConditionDraft, conditionPath, type LevelField } from './alert-draft.ts';
import { type DurationDraft, secondsOf } from './duration-draft.ts';
import { readLevel } from './level-text.ts';
import { readNumber } from './read-number.ts';

type CreateAlert = z.input<typeof createAlertSchema>;
type NewCondition = z.input<typeof newConditionSchema>;

/** Fields that the API names to say that they belong elsewhere. */
type Misplaced = 'cooldownSeconds';
/** What belongs to one alert on one coin. */
type Alone = 'symbol' | 'externalId';

/** The fields that alerts and groups have in common, each as a change would send it: null where it is off. */
export type RuleFields = { [Field in Exclude<keyof CreateAlert, Misplaced | Alone>]-?: CreateAlert[Field] };

/** What is wrong with a field, by its path in the request, as the API says it too. */
export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

export interface ReadDraft {
  readonly fields: RuleFields;
  /** what can't be read; then `fields` is not to be sent */
  readonly problems: readonly FieldProblem[];
}

/** What the draft asks for. Here is found what can't be read, and a level that its metric can't have; the rest is for the API to say. */
export function readDraft(draft: AlertDraft, numbers: NumberText): ReadDraft {
  const reader = new DraftReader(numbers);
  return { fields: reader.fieldsOf(draft), problems: reader.problems };
}

/** Reads texts and collects what can't be read. */
class DraftReader {
  readonly problems: FieldProblem[] = [];
  readonly #numbers: NumberText;

  constructor(numbers: NumberText) {
    this.#numbers = numbers;
  }

  fieldsOf(draft: AlertDraft): RuleFields {
    const conditions = draft.conditions.map((each, index) => this.#condition(each, conditionPath(draft, index)));
    const [first] = conditions;
    const isOne = conditions.length === 1;
    return {
      condition: isOne ? (first ?? null) : null,
      all: isOne ? null : conditions,
      repeat: this.#repeat(draft),
      rearmPercent: draft.repeats ? this.#number(draft.rearm, 'rearmPercent') : null,
      holdSeconds: this.#seconds(draft.hold, 'holdSeconds'),
      confirm: draft.confirm,
      expiresAt: draft.expiresAt,
      channels: draft.channels.map((channel) => ({ ...channel })),
      name: draft.name === '' ? null : draft.name,
      note: draft.note === '' ? null : draft.note,
    };
  }

  #condition({ metric, op, ...texts }: ConditionDraft, path: string): NewCondition {
    const read = (field: LevelField) => {
      const reading = readLevel(texts[field], metric, this.#numbers);
      if ('value' in reading) return reading.value;
      this.problems.push({
        path: `${path}.${field}`,
        message: reading.kind === 'empty' ? 'is needed' : reading.message,
      });
      return texts[field];
    };
    if (takesRange(op)) return this.#checked({ metric, op, from: read('from'), to: read('to') }, path);
    return this.#checked({ metric, op, level: read('level') }, path);
  }

  /** A relative level is known when it is saved. */
  #checked(condition: Condition, path: string): Condition {
    const isAbsolute = levelTextsOf(condition).every((level) => PLAIN_DECIMAL.test(level));
    if (isAbsolute) this.problems.push(...invalidLevels({ condition, path }));
    return condition;
  }

  #repeat({ repeats, cooldown, reanchor }: AlertDraft): NonNullable<RuleFields['repeat']> {
    if (!repeats) return { mode: 'once' };
    const cooldownSeconds = this.#seconds(cooldown, 'repeat.cooldownSeconds');
    if (reanchor === null) return { mode: 'every-time', cooldownSeconds };
    const step = this.#step(reanchor);
    return { mode: 'every-time', cooldownSeconds, reanchor: true, ...(step !== '' && { step }) };
  }

  /** Up to the API it is to say that it must be a percentage. */
  #step(text: string): string {
    const reading = readLevel(text, 'price', this.#numbers);
    if ('value' in reading) return reading.value;
    if (reading.kind === 'unreadable') this.problems.push({ path: 'repeat.step', message: reading.message });
    return '';
  }

  #seconds(duration: DurationDraft | null, path: string): number | null {
    if (duration === null) return null;
    const seconds = secondsOf(duration);
    if (seconds === null) this.problems.push({ path, message: 'must be a number of whole seconds' });
    return seconds;
  }

  #number(text: string | null, path: string): number | null {
    if (text === null) return null;
    const reading = readNumber(text.replace(/\s*%\s*$/, ''), this.#numbers);
    if (reading.kind === 'number') return Number(reading.value);
    this.problems.push({ path, message: text.trim() === '' ? 'is needed' : reading.message });
    return null;
  }
}
