import type * as z from 'zod';
import type { AddressWebhook } from './webhook.ts';

/** As an alert keeps it: the type, and an id where a person can have several of the type. */
export interface StoredChannel {
  readonly type: string;
  readonly id?: string;
}

/** A way to reach a person: how it is stored, asked for, shown and named. Its sender is a function of its own. */
export interface ChannelKind {
  readonly type: string;
  /** its name on pages */
  readonly label: string;
  readonly storedSchema: z.ZodType<StoredChannel>;
  /** what the API takes */
  readonly requestSchema: z.ZodType<{ readonly type: string }>;
  /** what the API shows, in the form in which it can be sent back */
  readonly viewSchema: z.ZodType<{ readonly type: string }>;
  /** `webhooks` are the owner's. Null: it is not kept any more, and nothing is sent to it. */
  readonly view: (channel: StoredChannel, webhooks: readonly AddressWebhook[]) => { readonly type: string } | null;
}
