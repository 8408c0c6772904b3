import * as z from 'zod';
import type { ChannelKind } from './channel-kind.ts';

/** The address is the person's verified one, so the channel holds none. */
export const EMAIL = { type: 'email' } as const;
/** in the delivery log and in jobs */
export const EMAIL_KEY = EMAIL.type;

const schema = z.strictObject({ type: z.literal(EMAIL.type) });

export const emailChannel = {
  type: EMAIL.type,
  label: 'E-mail',
  storedSchema: schema,
  requestSchema: schema,
  viewSchema: schema,
  view: () => EMAIL,
} satisfies ChannelKind;
