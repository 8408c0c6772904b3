import { MAX_PLACEHOLDERS } from '../../domain/channels/template-limits.ts';
import { isPlaceholder, PLACEHOLDERS, type PlaceholderValues } from './placeholders.ts';

/** `{{symbol}}`, also with spaces inside. */
const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;
const OPENING = '{{';

/** What is wrong with a text, in words; null: nothing. */
export function templateError(text: string): string | null {
  const found = [...text.matchAll(PLACEHOLDER)];
  const unknown = found.find(([, name = '']) => !isPlaceholder(name.trim()));
  if (unknown) return `has an unknown placeholder at character ${unknown.index + 1}, ${unknown[0]}; ${known()}`;
  const unclosed = text.replace(PLACEHOLDER, (whole) => ' '.repeat(whole.length)).indexOf(OPENING);
  if (unclosed >= 0) return `has a {{ without its }} at character ${unclosed + 1}`;
  return found.length > MAX_PLACEHOLDERS ? `must have at most ${MAX_PLACEHOLDERS} placeholders` : null;
}

function known(): string {
  return `there are ${PLACEHOLDERS.map(({ name }) => `{{${name}}}`).join(' ')}`;
}

/** Filled in one go: what looks like a placeholder in a value is the value's own. */
export function fillTemplate(text: string, values: PlaceholderValues): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => {
    const key = name.trim();
    return isPlaceholder(key) ? values[key] : whole;
  });
}
