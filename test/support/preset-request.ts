import { eventOf } from '../../adapters/http/webhook-event.ts';
import type { Destination, PresetRequest, WebhookEvent } from '../../domain/channels/presets/preset.ts';
import { presetOf, type StoredPreset } from '../../domain/channels/presets/presets.ts';
import type { Message } from '../../domain/messages/message.ts';

/** What a call has besides its address, headers and body. */
export const POST = { method: 'POST', secrets: [] } as const;

type To = Partial<Destination> & { readonly preset: StoredPreset };

/** The request that a webhook's preset makes of an event. */
export function requestOf(event: WebhookEvent, { preset, ...to }: To): PresetRequest {
  const anywhere = { url: 'https://hooks.example.com/in', chatId: null, options: {}, messageId: 'msg_1' };
  return presetOf(preset).request(event, { ...anywhere, ...to });
}

export function writeBody(message: Message, to: To): string {
  return requestOf(eventOf(message), to).body;
}
