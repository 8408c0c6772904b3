import * as z from 'zod';
import type { ChannelKind } from './channel-kind.ts';
import { EMAIL, emailChannel } from './email-channel.ts';
import { pushChannel } from './push-channel.ts';
import { webhookChannel } from './webhook-channel.ts';

/** How many an alert may have. */
export const MAX_CHANNELS = 5;

/** Every channel, in the order in which the API lists them. */
const CHANNELS = [emailChannel, webhookChannel, pushChannel] as const;
export type ChannelType = (typeof CHANNELS)[number]['type'];
export const CHANNEL_TYPES = CHANNELS.map(({ type }) => type);

type SchemaName = 'storedSchema' | 'requestSchema' | 'viewSchema';
type Schemas<Kinds extends readonly ChannelKind[], Name extends SchemaName> = {
  readonly [Index in keyof Kinds]: Kinds[Index][Name];
};

/** The schema of this name of every channel. */
export function schemasOf<Name extends SchemaName>(name: Name) {
  return CHANNELS.map((channel) => channel[name]) as unknown as Schemas<typeof CHANNELS, Name>; // map() forgets the length
}

/** A channel as an alert keeps it. */
export const channelSchema = z.discriminatedUnion('type', schemasOf('storedSchema'));
export type Channel = z.infer<typeof channelSchema>;

/** The channels of an alert that names none. */
export const DEFAULT_CHANNELS = [EMAIL] as const;

/** The channel's key in the delivery log and in jobs: `email`, `webhook:<id>`, `push:<id>`. */
export function channelKey(channel: Channel): string {
  return 'id' in channel ? `${channel.type}:${channel.id}` : channel.type;
}

/** Null when `key` is no channel's. */
export function readChannelKey(key: string): Channel | null {
  const [type, ...id] = key.split(':');
  return channelSchema.safeParse(id.length === 0 ? { type } : { type, id: id.join(':') }).data ?? null;
}

/** Null when `key` is that of no webhook and no device. */
export function webhookIdOf(key: string): string | null {
  const channel = readChannelKey(key);
  return channel && 'id' in channel ? (channel.id ?? null) : null;
}

export const channelKeySchema = z.string().refine((key) => readChannelKey(key) !== null, 'is no key of a channel');

/** What people call the channel of this key. @throws RangeError when it is no channel's */
export function channelLabel(key: string): string {
  return kindOf(channelTypeOf(key)).label;
}

/** @throws RangeError when `key` is no channel's */
export function channelTypeOf(key: string): ChannelType {
  const channel = readChannelKey(key);
  if (!channel) throw new RangeError(`${key} is no key of a channel`);
  return channel.type;
}

/** All that is known of a channel of this type. */
export function kindOf(type: ChannelType) {
  const kind = CHANNELS.find((it) => it.type === type);
  if (!kind) throw new RangeError(`no channel ${type}`);
  return kind;
}
