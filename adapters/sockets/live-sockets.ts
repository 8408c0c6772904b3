import { type ApiGatewayManagementApiClient, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import * as z from 'zod';
import { MAX_FRAME_BYTES } from '../../contract/live-limits.ts';
import { POST_TIMEOUT_MS } from '../clients.ts';

/** A frame that no socket takes: an error of whoever made it. */
export class FrameTooLongError extends Error {
  override readonly name = 'FrameTooLongError';
}

/**
 * - `posted`: the gateway took it.
 * - `gone`: the socket is closed, and the caller must drop its connection.
 * - `not-now`: the gateway or the network failed, or took too long; a later frame may work.
 */
export type PostOutcome = 'posted' | 'gone' | 'not-now';

const failureSchema = z.object({
  name: z.string().optional(),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).optional(),
});

/** Posts to open sockets of the live page. */
export function createLiveSockets(client: ApiGatewayManagementApiClient) {
  return {
    /** `frame`: JSON text. @throws FrameTooLongError; the SDK's error when we are not allowed to, or the request is wrong */
    async post(connectionId: string, frame: string): Promise<PostOutcome> {
      const Data = Buffer.from(frame);
      if (Data.length > MAX_FRAME_BYTES)
        throw new FrameTooLongError(`${Data.length} bytes, at most ${MAX_FRAME_BYTES}`);
      try {
        const post = new PostToConnectionCommand({ ConnectionId: connectionId, Data });
        await client.send(post, { abortSignal: AbortSignal.timeout(POST_TIMEOUT_MS) });
        return 'posted';
      } catch (error) {
        const outcome = outcomeOf(error);
        if (outcome === null) throw error;
        return outcome;
      }
    },
  };
}

export type LiveSockets = ReturnType<typeof createLiveSockets>;

/** Some gateways answer 410 without the exception's name. Null when no later try makes sense. */
function outcomeOf(error: unknown): PostOutcome | null {
  const { name, $metadata } = failureSchema.safeParse(error).data ?? {};
  const status = $metadata?.httpStatusCode;
  if (name === 'GoneException' || status === 410) return 'gone';
  if (name === 'LimitExceededException' || status === 429) return 'not-now';
  // without a status there was no answer
  return status === undefined || status >= 500 ? 'not-now' : null;
}
