import type { ChatMessage } from '../../domain/channels/presets/preset.ts';
import type { WebhookTemplate } from '../../domain/channels/webhook-template.ts';
import { fillTemplate } from './parse-template.ts';
import type { PlaceholderValues } from './placeholders.ts';

type Words = Pick<WebhookTemplate, 'title' | 'text'>;

/** A message in a person's words, as plain text: each platform escapes it as it does ours. What comes out empty is said in our words. */
export function renderTemplate(
  template: Words | null,
  values: PlaceholderValues,
  ours: ChatMessage,
): Pick<ChatMessage, 'title' | 'lines'> {
  const title = oneLine(fillTemplate(template?.title ?? '', values));
  const lines = linesOf(fillTemplate(template?.text ?? '', values));
  return { title: title || ours.title, lines: lines.length > 0 ? lines : ours.lines };
}

/** A title is one line on every platform. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

/** What a placeholder without a value leaves behind at the end is no line. */
function linesOf(text: string): string[] {
  const clean = text.replace(/\r\n?|[\u2028\u2029]/g, '\n').replace(/[^\P{Cc}\n\t]/gu, '');
  return clean.trim() === '' ? [] : clean.trimEnd().split('\n');
}
