import type { NumberOption, Options } from './preset.ts';

/** Null where the person has chosen none. */
export function textOption(options: Options, name: string): string | null {
  const value = options[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

export function numberOption(options: Options, name: string, rule: NumberOption): number {
  const value = options[name];
  return typeof value === 'number' ? value : rule.default;
}

/** Of a fire as the person has chosen it; a notice is no louder than `most`. */
export function priorityOf(isUrgent: boolean, chosen: number, most: number): number {
  return isUrgent ? chosen : Math.min(chosen, most);
}
