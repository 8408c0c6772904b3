import { fillTemplate, templateError } from './parse-template.ts';
import type { PlaceholderValues } from './placeholders.ts';

/** What is wrong with a JSON text whose strings may hold placeholders; null: nothing. */
export function jsonTemplateError(text: string): string | null {
  const read = readJson(text);
  if (!read) return 'must be JSON; placeholders stand inside its strings';
  if (typeof read.value !== 'object' || read.value === null) return 'must be a JSON object or array';
  const fields = namesIn(read.value).find((name) => name.includes('{{'));
  if (fields !== undefined) return `has a placeholder in the name of a field, "${fields}": only values may hold one`;
  // written anew: an escape in it may stand for a brace
  return templateError(JSON.stringify(read.value));
}

/** Parsed first and filled afterwards, so that no value changes its shape. @throws SyntaxError for what is no JSON */
export function fillJson(text: string, values: PlaceholderValues): object {
  const fill = (_: string, value: unknown) => (typeof value === 'string' ? fillTemplate(value, values) : value);
  return JSON.parse(text, fill);
}

function readJson(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

function namesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = Array.isArray(value) ? [] : Object.keys(value);
  return [...own, ...Object.values(value).flatMap(namesIn)];
}
