import * as z from 'zod';
import type { ChannelKind, StoredChannel } from './channel-kind.ts';
import { optionErrors } from './presets/option-errors.ts';
import { formOf, PRESET_FORMS, WEBHOOK_PRESETS } from './presets/presets.ts';
import type { AddressWebhook } from './webhook.ts';
import { readWebhookAddress, WEBHOOK_PORTS } from './webhook-address.ts';

const type = z.literal('webhook');

/** A webhook is named by its id, so that an alert stays small. */
const storedSchema = z.strictObject({ type, id: z.string().regex(/^[a-z0-9]+$/) });

const viewSchema = z.strictObject({
  type,
  url: z.string(),
  preset: z.enum(WEBHOOK_PRESETS),
  /** null with presets that have none */
  chatId: z.string().nullable(),
});

function view({ id }: StoredChannel, webhooks: readonly AddressWebhook[]): z.infer<typeof viewSchema> | null {
  const webhook = webhooks.find((it) => it.id === id);
  if (!webhook) return null;
  const { url, preset, chatId } = webhook;
  return { type: 'webhook', url, preset, chatId };
}

const address = z
  .string({
    error: ({ input }) => (input === undefined ? 'is required' : 'must be an address, written as a string'),
  })
  .transform((text, context) => {
    const { url, error } = readWebhookAddress(text);
    if (error === null) return url;
    context.addIssue({ code: 'custom', message: error });
    return z.NEVER;
  });

/** Matrix has the longest. */
const MAX_CHAT_ID_LENGTH = 255;
const CHAT_IDS = PRESET_FORMS.flatMap(({ name, chatId }) => (chatId ? [{ preset: name, ...chatId }] : []));
const CHAT_ID_PRESETS = CHAT_IDS.map(({ preset }) => preset)
  .join(', ')
  .replace(/, (?=[^,]*$)/, ' or ');
const EXAMPLES = quoted(CHAT_IDS.flatMap(({ examples }) => examples));

const chatId = z
  .string({ error: `must be a string, such as ${EXAMPLES}` })
  .max(MAX_CHAT_ID_LENGTH, `must be at most ${MAX_CHAT_ID_LENGTH} characters long`)
  .nullish()
  .meta({ description: CHAT_IDS.map(({ preset, meaning }) => `with ${preset}: ${meaning}`).join('; ') });

const requestSchema = z
  .strictObject({
    type,
    url: address.meta({
      description: `https, of a public host, on one of the ports ${WEBHOOK_PORTS.join(', ')}; called with POST`,
    }),
    preset: z
      .enum(WEBHOOK_PRESETS, { error: `must be one of: ${WEBHOOK_PRESETS.join(', ')}` })
      .nullish()
      .meta({ description: 'what the body looks like; standard when left out' }),
    chatId,
  })
  .transform(({ type, url, preset, chatId }, context) => {
    const asked = { type, url, preset: preset ?? 'standard', chatId: chatId ?? null };
    const errors = targetErrors(asked);
    for (const { path, message } of errors) context.addIssue({ code: 'custom', path, message });
    return errors.length === 0 ? asked : z.NEVER;
  });

type Target = Pick<AddressWebhook, 'url' | 'preset' | 'chatId'>;

/** What the preset does not take. */
function targetErrors({ url, preset, chatId }: Target): { readonly path: string[]; readonly message: string }[] {
  const form = formOf(preset);
  const address = form.address.error(new URL(url));
  const chat = chatIdError(preset, chatId);
  return [
    ...(address === null ? [] : [{ path: ['url'], message: address }]),
    ...(chat === null ? [] : [{ path: ['chatId'], message: chat }]),
    ...optionErrors(form, {}).map(({ option, message }) => ({ path: ['options', option], message })),
  ];
}

function chatIdError(preset: Target['preset'], chatId: string | null): string | null {
  const rule = formOf(preset).chatId;
  if (!rule) return chatId === null ? null : `goes with ${CHAT_ID_PRESETS} alone`;
  if (chatId === null) return `is required with ${preset}`;
  return rule.pattern.test(chatId) ? null : `${rule.demand}, such as ${quoted(rule.examples)}`;
}

function quoted(examples: readonly string[]): string {
  return examples.map((example) => `"${example}"`).join(' or ');
}

/** A call of an address that the person gave. */
export const webhookChannel = {
  type: 'webhook',
  label: 'Webhook',
  storedSchema,
  requestSchema,
  viewSchema,
  view,
} as const satisfies ChannelKind;

/** A webhook as it is asked for. */
export type AskedWebhook = z.infer<typeof requestSchema>;

export function isWebhook<Channel extends { readonly type: string }>(
  channel: Channel,
): channel is Extract<Channel, { readonly type: 'webhook' }> {
  return channel.type === webhookChannel.type;
}
