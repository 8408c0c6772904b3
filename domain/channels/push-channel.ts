import * as z from 'zod';
import type { ChannelKind } from './channel-kind.ts';

const type = z.literal('push');
/** Of an alert: each device that its owner has when it fires. */
const schema = z.strictObject({ type });

export const PUSH = { type: 'push' } as const;

/** A notification on the person's devices. A delivery names one of them by its id, since each takes it or not by itself. */
export const pushChannel = {
  type: PUSH.type,
  label: 'Push',
  storedSchema: z.strictObject({
    type,
    id: z
      .string()
      .regex(/^[a-z0-9]+$/)
      .exactOptional(),
  }),
  requestSchema: schema,
  viewSchema: schema,
  view: () => PUSH,
} satisfies ChannelKind;
