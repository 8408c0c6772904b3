import type { PresetForm } from '../../domain/channels/presets/preset.ts';
import type { WebhookTemplate } from '../../domain/channels/webhook-template.ts';
import { jsonTemplateError } from './json-template.ts';
import { templateError } from './parse-template.ts';

type Part = keyof WebhookTemplate;

export interface TemplateError {
  readonly part: Part;
  readonly message: string;
}

/** What is wrong with the own words of a webhook of this preset; empty: nothing. */
export function templateErrors(form: PresetForm, template: WebhookTemplate | null): TemplateError[] {
  const parts: Readonly<Record<Part, string | null>> = {
    title: wordsError(form, template?.title ?? null),
    text: wordsError(form, template?.text ?? null),
    body: bodyError(form, template?.body ?? null),
  };
  return Object.entries(parts).flatMap(([part, message]) =>
    message === null ? [] : [{ part: part as Part, message }],
  );
}

function wordsError({ name, words }: PresetForm, text: string | null): string | null {
  if (text === null) return null;
  return words === 'text' ? templateError(text) : `has no place in what is sent with ${name}`;
}

function bodyError({ name, words }: PresetForm, text: string | null): string | null {
  if (text === null) return null;
  return words === 'json' ? jsonTemplateError(text) : `has no place in what is sent with ${name}`;
}
