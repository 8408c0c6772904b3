import type { AskedChannel } from '../../contract/channels.ts';
import type { WebhookPreset } from '../../domain/channels/presets/presets.ts';
import { chosenOptions, isMasked, shownOptions, shownUrl } from '../../domain/channels/shown-webhook.ts';
import { DEFAULT_PRESET, isWebhook } from '../../domain/channels/webhook-channel.ts';

/** What a file says of a channel, and no more. */
export function askedFields(channel: AskedChannel): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(channel).filter(([, value]) => value !== null));
}

/** The same without secrets: a plan is printed, often into the log of a build. */
export function printedFields(channel: AskedChannel): Readonly<Record<string, unknown>> {
  const fields = askedFields(channel);
  if (!isWebhook(channel)) return fields;
  const { url, options } = channel;
  // of one that an id names the preset is not known here: then every option is masked
  const preset = channel.preset ?? DEFAULT_PRESET;
  return {
    ...fields,
    ...(url !== null && { url: printedUrl(url, preset) }),
    ...(options !== null && { options: shownOptions({ options: chosenOptions(options), preset }) }),
  };
}

function printedUrl(url: string, preset: WebhookPreset): string {
  return isMasked(url) ? url : shownUrl({ url, preset });
}

/** What the API will show of it. Options and words are the webhook's, and no alert shows them. */
export function shownFields(channel: AskedChannel): Readonly<Record<string, unknown>> {
  if (!isWebhook(channel)) return channel;
  const { type, id, url, chatId } = channel;
  if (id !== null || url === null) return { type, id };
  const preset = channel.preset ?? DEFAULT_PRESET;
  return { type, url: printedUrl(url, preset), preset, chatId };
}
