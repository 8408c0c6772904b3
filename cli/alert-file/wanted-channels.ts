import type { AskedChannel } from '../../contract/channels.ts';
import { isMasked, shownUrl } from '../../domain/channels/shown-webhook.ts';
import { DEFAULT_PRESET, isWebhook } from '../../domain/channels/webhook-channel.ts';

/** What a file says of a channel, and no more. */
export function askedFields(channel: AskedChannel): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(channel).filter(([, value]) => value !== null));
}

/** What the API will show of it. Options and words are the webhook's, and no alert shows them. */
export function shownFields(channel: AskedChannel): Readonly<Record<string, unknown>> {
  if (!isWebhook(channel)) return channel;
  const { type, id, url, chatId } = channel;
  if (id !== null || url === null) return { type, id };
  const preset = channel.preset ?? DEFAULT_PRESET;
  return { type, url: isMasked(url) ? url : shownUrl({ url, preset }), preset, chatId };
}
