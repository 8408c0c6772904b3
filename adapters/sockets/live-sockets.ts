import { type ApiGatewayManagementApiClient, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import * as z from 'zod';

/** API Gateway's limit of one frame; it splits and charges larger messages. */
export const MAX_FRAME_BYTES = 32 * 1024;

/** A frame that no socket takes: an error of whoever made it. */
export class FrameTooLongError extends Error {
  override readonly name = 'FrameTooLongError';
}

/**
 * - `posted`: the gateway took it.
 * - `gone`: the socket is closed, and the caller must drop its connection.
 * - `not-now`: the gateway or the network failed; a later try may work.
 */
export type PostOutcome = 'posted' | 'gone' | 'not-now';

const failureSchema = z.object({
  name: z.string().optional(),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).optional(),
});

/** Posts to open sockets of the live page. */
export function createLiveSockets(client: ApiGatewayManagementApiClient) {
  return {
    /** @throws FrameTooLongError; the SDK's error when we are not allowed to, or the request is wrong */
    async post(connectionId: string, payload: unknown): Promise<PostOutcome> {
      const Data = Buffer.from(JSON.stringify(payload));
      if (Data.length > MAX_FRAME_BYTES)
        throw new FrameTooLongError(`${Data.length} bytes, at most ${MAX_FRAME_BYTES}`);
      try {
        await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data }));
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
