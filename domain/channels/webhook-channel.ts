import * as z from 'zod';
import type { ChannelKind, StoredChannel } from './channel-kind.ts';
import { PRESETS, presetOf, WEBHOOK_PRESETS } from './presets/presets.ts';
import type { AddressWebhook, Webhook } from './webhook.ts';
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

const CHAT_IDS = PRESETS.flatMap(({ name, chatId }) => (chatId ? [{ preset: name, ...chatId }] : []));
const EXAMPLES = CHAT_IDS.flatMap(({ examples }) => examples.map((example) => `"${example}"`)).join(' or ');

const chatId = z
  .string({ error: `must be a string, such as ${EXAMPLES}` })
  .regex(
    new RegExp(CHAT_IDS.map(({ pattern }) => pattern.source).join('|')),
    `${CHAT_IDS.map(({ demand }) => demand).join('; or ')}, such as ${EXAMPLES}`,
  )
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
    const message = chatIdError(asked);
    if (message === null) return asked;
    context.addIssue({ code: 'custom', path: ['chatId'], message });
    return z.NEVER;
  });

function chatIdError({ preset, chatId }: Pick<Webhook, 'preset' | 'chatId'>): string | null {
  const rule = presetOf(preset).chatId;
  if (!rule)
    return chatId === null ? null : `goes with the preset ${CHAT_IDS.map((it) => it.preset).join(' or ')} alone`;
  if (chatId === null) return `is required with ${preset}`;
  return rule.pattern.test(chatId) ? null : rule.demand;
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
