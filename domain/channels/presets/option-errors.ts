import type { Option, PresetForm } from './preset.ts';

export interface OptionError {
  /** the option's name */
  readonly option: string;
  readonly message: string;
}

/** What is wrong with options that a person gives; empty: nothing. */
export function optionErrors({ name, options: rules }: PresetForm, given: Readonly<Record<string, unknown>>) {
  const names = Object.keys(rules);
  const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
  const unknown = Object.keys(given)
    .filter((option) => !Object.hasOwn(rules, option))
    .map((option) => ({ option, message: `is no option of ${name}: ${known}` }));
  const invalid = Object.entries(rules).flatMap(([option, rule]): OptionError[] => {
    const message = Object.hasOwn(given, option) ? valueError(rule, given[option]) : lackError(rule, name);
    return message === null ? [] : [{ option, message }];
  });
  return [...unknown, ...invalid];
}

function lackError(rule: Option, preset: string): string | null {
  return rule.kind === 'text' && rule.isRequired ? `is required with ${preset}` : null;
}

function valueError(rule: Option, value: unknown): string | null {
  switch (rule.kind) {
    case 'text':
      if (typeof value === 'string' && rule.pattern.test(value)) return null;
      return `${rule.demand}, such as "${rule.example}"`;
    case 'number': {
      const { min, max } = rule;
      const isFit = typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
      return isFit ? null : `must be a whole number from ${min} to ${max}`;
    }
  }
}
