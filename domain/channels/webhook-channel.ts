import * as z from 'zod';
import type { ChannelKind, StoredChannel } from './channel-kind.ts';
import { optionErrors } from './presets/option-errors.ts';
import { formOf, PRESET_FORMS, WEBHOOK_PRESETS } from './presets/presets.ts';
import { type AskedOptions, isMasked, shownUrl } from './shown-webhook.ts';
import type { AddressWebhook } from './webhook.ts';
import { MAX_URL_LENGTH, readWebhookAddress, WEBHOOK_PORTS } from './webhook-address.ts';
import { askedTemplateSchema } from './webhook-template.ts';

/** Of a webhook that names none. */
export const DEFAULT_PRESET = 'standard';

const type = z.literal('webhook');

/** A webhook is named by its id, so that an alert stays small. */
const storedSchema = z.strictObject({ type, id: z.string().regex(/^[a-z0-9]+$/) });

const viewSchema = z.strictObject({
  type,
  id: z.string(),
  url: z.string().meta({ description: 'with •••• in place of a secret in it, and its last characters' }),
  preset: z.enum(WEBHOOK_PRESETS),
  /** null with presets that have none */
  chatId: z.string().nullable(),
});

function view({ id }: StoredChannel, webhooks: readonly AddressWebhook[]): z.infer<typeof viewSchema> | null {
  const webhook = webhooks.find((it) => it.id === id);
  if (!webhook) return null;
  const { preset, chatId } = webhook;
  return { type: 'webhook', id: webhook.id, url: shownUrl(webhook), preset, chatId };
}

/** What is masked is compared with what is shown, as it stands. */
const address = z
  .string({
    error: ({ input }) => (input === undefined ? 'is required' : 'must be an address, written as a string'),
  })
  .transform((text, context) => {
    if (isMasked(text) && text.length <= MAX_URL_LENGTH) return text;
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

const preset = z
  .enum(WEBHOOK_PRESETS, { error: `must be one of: ${WEBHOOK_PRESETS.join(', ')}` })
  .nullish()
  .meta({ description: 'the platform; standard when left out' });

const MAX_OPTIONS = 20;
const options = z
  .record(z.string(), z.union([z.string().max(MAX_URL_LENGTH), z.number()]).nullable())
  .refine((given) => Object.keys(given).length <= MAX_OPTIONS, `must be at most ${MAX_OPTIONS}`)
  .nullish()
  .meta({ description: 'what the preset lets one choose (docs/webhooks.md); null: one is not chosen' });

/** What a webhook is asked for by, wherever that is. */
export const webhookFields = {
  url: address.meta({
    description: `https, of a public host, on one of the ports ${WEBHOOK_PORTS.join(', ')}`,
  }),
  preset,
  chatId,
  options,
  template: askedTemplateSchema.meta({ description: 'your own words; null: ours' }),
};

const requestSchema = z
  .strictObject({
    type,
    id: z.string().nullish().meta({ description: 'of a webhook of yours: nothing else is needed then' }),
    ...webhookFields,
    url: webhookFields.url.optional(),
  })
  .transform((given, context) => {
    const { type, id = null, url = null, chatId = null, options = null, template = null } = given;
    // an id says all; without one, what names no preset is of the default one
    const preset = given.preset ?? (id === null ? DEFAULT_PRESET : null);
    const asked = { type, id, url, preset, chatId, options, template };
    const errors = askedErrors(asked);
    for (const { path, message } of errors) context.addIssue({ code: 'custom', path: path.split('.'), message });
    return errors.length === 0 ? asked : z.NEVER;
  });

type Asked = Pick<AddressWebhook, 'url' | 'preset' | 'chatId'> & { readonly options: AskedOptions };

/** What its preset does not take. Paths are those of its fields. */
export function targetErrors({ url, preset, chatId, options }: Asked): { path: string; message: string }[] {
  const form = formOf(preset);
  const address = form.address.error(new URL(url));
  const chat = chatIdError(preset, chatId);
  return [
    ...(address === null ? [] : [{ path: 'url', message: address }]),
    ...(chat === null ? [] : [{ path: 'chatId', message: chat }]),
    ...optionErrors(form, options).map(({ option, message }) => ({ path: `options.${option}`, message })),
  ];
}

interface AskedChannel extends Omit<Asked, 'url' | 'preset' | 'options'> {
  readonly id: string | null;
  readonly url: string | null;
  readonly preset: AddressWebhook['preset'] | null;
  readonly options: AskedOptions | null;
}

/** What can be said without knowing the webhooks of whoever asks: one that is there already needs not to be said in full. */
function askedErrors({ id, url, preset, chatId, options }: AskedChannel): { path: string; message: string }[] {
  if (id !== null || isMasked(url)) return [];
  if (url === null) return [{ path: 'url', message: 'is required' }];
  const errors = targetErrors({ url, preset: preset ?? DEFAULT_PRESET, chatId, options: options ?? {} });
  return errors.filter(({ path }) => !path.startsWith('options.') || isGiven(options ?? {}, path));
}

function isGiven(options: AskedOptions, path: string): boolean {
  const value = options[path.slice('options.'.length)];
  return value !== undefined && value !== null && !isMasked(value);
}

function chatIdError(preset: AddressWebhook['preset'], chatId: string | null): string | null {
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
