import type { WebhookView } from '../../contract/webhook-view.ts';
import type { OptionValue } from '../../domain/channels/presets/preset.ts';
import { formOf, type WebhookPreset } from '../../domain/channels/presets/presets.ts';
import type { CallOptions } from '../api/route-types.ts';

/** A receiver as somebody fills it in: every field is a text. */
export interface ReceiverDraft {
  readonly preset: WebhookPreset;
  readonly label: string;
  readonly url: string;
  readonly chatId: string;
  readonly options: Readonly<Record<string, string>>;
  readonly title: string;
  readonly text: string;
  readonly body: string;
}

/** Null: a new one. Platforms that have one address for everybody come with it. */
export function draftOf(webhook: WebhookView | null, preset: WebhookPreset = 'ntfy'): ReceiverDraft {
  const { title = null, text = null, body = null } = webhook?.template ?? {};
  const options = Object.entries(webhook?.options ?? {}).map(([name, value]) => [name, `${value}`] as const);
  return {
    preset: webhook?.preset ?? preset,
    label: webhook?.label ?? '',
    url: webhook?.url ?? usualAddress(preset),
    chatId: webhook?.chatId ?? '',
    options: Object.fromEntries(options),
    ...{ title: title ?? '', text: text ?? '', body: body ?? '' },
  };
}

const MADE_UP_HOST = /(?:^|\.)example\.com$/;

/** The address that most people have on a platform: the one that it has for everybody, or its public server; '' where each has another. */
export function usualAddress(preset: WebhookPreset): string {
  const { example, host } = formOf(preset).address;
  if (example.includes('…')) return '';
  const { hostname, pathname } = new URL(example);
  const isPublicServer = pathname === '/' && !MADE_UP_HOST.test(hostname);
  return host !== null || isPublicServer ? example : '';
}

/** The words that the platform takes: those that were written for another one are kept in the draft, and not sent. */
export function templateOf({ preset, title, text, body }: ReceiverDraft) {
  const { words } = formOf(preset);
  const said = (written: string, kind: typeof words) => (words !== kind || written.trim() === '' ? null : written);
  const template = { title: said(title, 'text'), text: said(text, 'text'), body: said(body, 'json') };
  return Object.values(template).every((part) => part === null) ? null : template;
}

export function addBody(draft: ReceiverDraft): CallOptions<'POST /api/me/webhooks'>['body'] {
  const { preset, url } = draft;
  return { preset, url: url.trim(), ...shared(draft) };
}

/** What is shown of a secret is sent back as it is, and stays. */
export function changeBody(draft: ReceiverDraft): CallOptions<'PATCH /api/me/webhooks/{id}'>['body'] {
  const { chatId, ...rest } = shared(draft);
  return { url: draft.url.trim(), ...(chatId !== null && { chatId }), ...rest };
}

function shared(draft: ReceiverDraft) {
  const { options: rules, chatId: rule } = formOf(draft.preset);
  const options = Object.entries(rules).map(([name, { kind }]) => {
    return [name, optionValue(kind, draft.options[name] ?? '')] as const;
  });
  return {
    label: draft.label.trim() || null,
    chatId: rule ? draft.chatId.trim() : null,
    options: Object.fromEntries(options),
    template: templateOf(draft),
  };
}

/** Null: not chosen. What is no number is sent as it is, and refused in words. */
function optionValue(kind: 'text' | 'number', text: string): OptionValue | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const number = Number(trimmed);
  return kind === 'number' && !Number.isNaN(number) ? number : trimmed;
}
