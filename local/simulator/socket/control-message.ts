import * as z from 'zod';

const METHODS = ['SUBSCRIBE', 'UNSUBSCRIBE', 'LIST_SUBSCRIPTIONS'] as const;
const MAX_ID_LENGTH = 36;

const idSchema = z.union([z.int().nonnegative(), z.string().max(MAX_ID_LENGTH), z.null()]);
const paramsSchema = z.array(z.string());
const shapeSchema = z.object({
  method: z.unknown().optional(),
  params: z.unknown().optional(),
  id: z.unknown().optional(),
});

export type MessageId = z.infer<typeof idSchema>;

export type ControlMessage =
  | { readonly method: 'SUBSCRIBE' | 'UNSUBSCRIBE'; readonly streams: readonly string[]; readonly id: MessageId }
  | { readonly method: 'LIST_SUBSCRIPTIONS'; readonly id: MessageId };

/** A refusal in Binance's words: code 2 is an invalid request, code 3 is text that is not JSON. */
export class ControlMessageError extends Error {
  readonly code: number;
  readonly id: MessageId;

  constructor(code: number, message: string, id: MessageId) {
    super(message);
    this.code = code;
    this.id = id;
  }
}

/** Reads what a client sent on an open socket. Throws `ControlMessageError`. */
export function parseControlMessage(text: string): ControlMessage {
  const { method, params, id } = parseShape(text);
  const knownId = idSchema.safeParse(id);
  if (!knownId.success) throw invalid('request ID must be an unsigned integer', null);
  if (method === undefined) throw invalid('missing field `method`', knownId.data);
  if (method === 'LIST_SUBSCRIPTIONS') return { method, id: knownId.data };
  if (method !== 'SUBSCRIBE' && method !== 'UNSUBSCRIBE') {
    const expected = METHODS.map((name) => `\`${name}\``).join(', ');
    throw invalid(`unknown variant \`${String(method)}\`, expected one of ${expected}`, knownId.data);
  }
  const streams = paramsSchema.safeParse(params);
  if (!streams.success) throw invalid('params must be an array of stream names', knownId.data);
  return { method, streams: streams.data, id: knownId.data };
}

function parseShape(text: string): z.infer<typeof shapeSchema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ControlMessageError(3, 'Invalid JSON: expected value at line 1 column 1', null);
  }
  const shape = shapeSchema.safeParse(value);
  if (!shape.success) throw invalid('expected an object', null);
  return shape.data;
}

function invalid(reason: string, id: MessageId): ControlMessageError {
  return new ControlMessageError(2, `Invalid request: ${reason}`, id);
}
