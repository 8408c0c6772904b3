import type { WebhookTemplate } from '../../domain/channels/webhook-template.ts';
import { fireSentence } from '../../text/format/format-fire-view.ts';
import { fillJson } from '../../text/template/json-template.ts';
import { EXAMPLE_VALUES, valuesOf } from '../../text/template/placeholders.ts';
import { renderTemplate } from '../../text/template/render-template.ts';
import { firePath } from '../store/paths.ts';
import { triggers } from '../store/triggers.ts';

export interface WordsPreview {
  /** what the values are of */
  readonly from: string;
  /** null: a JSON has none */
  readonly title: string | null;
  readonly lines: readonly string[];
}

const OURS = ['The trade, the time and the rule, in Pricebell’s words.'];

/** What a template that can be filled comes to: for the person's last fire, by the code that sends it. */
export function previewOf(template: WebhookTemplate | null): WordsPreview {
  const [fire] = triggers.value;
  const values = fire ? valuesOf({ fire, link: `${location.origin}${firePath(fire.id)}` }) : EXAMPLE_VALUES;
  const from = fire ? 'As your last fire would read' : 'As a fire would read';
  if (template?.body) return { from, title: null, lines: [JSON.stringify(fillJson(template.body, values), null, 2)] };
  const ours = { title: fire ? fireSentence(fire) : values.sentence, lines: OURS, at: 0 };
  return { from, ...renderTemplate(template, values, ours) };
}
