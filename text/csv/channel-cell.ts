import type { ChannelView } from '../../contract/channels.ts';

/** As an import takes it: the API checks it. */
export interface AskedChannel {
  readonly type: string;
  readonly url?: string;
  readonly preset?: string;
  readonly chatId?: string;
}

/** Needs no name: what a webhook is when nothing else is said. */
const STANDARD = 'standard';
const WEBHOOK = /^(?:(?<preset>[a-z-]+)(?:\/(?<chatId>[^:]+))?:)?(?<url>https?:\/\/.+)$/;

/** Separated by spaces: `email`, the address of a webhook, or, of another preset, `discord:https://…` and `telegram/CHAT:https://…`. */
export function writeChannels(channels: readonly ChannelView[]): string {
  return channels.map(writeChannel).join(' ');
}

function writeChannel(channel: ChannelView): string {
  if (!('url' in channel)) return channel.type;
  const { url, preset, chatId } = channel;
  if (preset === STANDARD) return url;
  return `${preset}${chatId === null ? '' : `/${encodeURIComponent(chatId)}`}:${url}`;
}

export function readChannels(cell: string): AskedChannel[] {
  return cell.trim().split(/\s+/).map(readChannel);
}

function readChannel(text: string): AskedChannel {
  const { preset, chatId, url } = WEBHOOK.exec(text)?.groups ?? {};
  if (url === undefined) return { type: text };
  return { type: 'webhook', url, ...(preset && { preset }), ...(chatId && { chatId: decode(chatId) }) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
