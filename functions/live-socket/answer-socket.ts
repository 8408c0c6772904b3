import * as z from 'zod';
import type { AudienceTable } from '../../adapters/dynamodb/live/audience-table.ts';
import type { ConnectionTable } from '../../adapters/dynamodb/live/connection-table.ts';
import { errorFields } from '../../adapters/log.ts';
import { type PostFramesDeps, postFrames } from '../../adapters/sockets/post-frames.ts';
import { answerMessage, errorFrame, type MessageDeps } from './answer-message.ts';

export interface SocketDeps extends MessageDeps, PostFramesDeps {
  readonly connections: MessageDeps['connections'] & Pick<ConnectionTable, 'add' | 'remove' | 'readCount'>;
  readonly audience: Pick<AudienceTable, 'extend' | 'cut'>;
  /** 0: nobody has a socket */
  readonly maxLiveViewers: number;
}

const eventSchema = z.object({
  requestContext: z.object({
    connectionId: z.string().min(1),
    eventType: z.enum(['CONNECT', 'DISCONNECT', 'MESSAGE']),
  }),
  body: z.string().nullish(),
});

/** What API Gateway gets: of `$connect` the answer to the browser's request; of the others nobody sees it. */
export interface SocketAnswer {
  readonly statusCode: number;
}

const TOO_MANY_VIEWERS = 429;

/** Answers one event of a WebSocket API. Never throws but for an event that is none. */
export async function answerSocket(event: unknown, deps: SocketDeps): Promise<SocketAnswer> {
  const { body, requestContext } = eventSchema.parse(event);
  const { connectionId, eventType } = requestContext;
  try {
    if (eventType === 'CONNECT') return { statusCode: await connect(connectionId, deps) };
    if (eventType === 'DISCONNECT') await disconnect(connectionId, deps);
    else await post(connectionId, await answerMessage(connectionId, body ?? '', deps), deps);
    return { statusCode: 200 };
  } catch (error) {
    deps.log.error('event of a socket failed', { connection: connectionId, eventType, ...errorFields(error) });
    if (eventType === 'MESSAGE') await post(connectionId, [errorFrame('try-again', 'That failed. Try again.')], deps);
    return { statusCode: 500 };
  }
}

/**
 * The count may have drifted: the end of a connection can be lost. `push-prices` sets it right, which is called only while somebody listens.
 * So a refusal extends the lease; without that, a count that is too high would keep everybody out for good.
 */
async function connect(
  connection: string,
  { connections, audience, maxLiveViewers, now }: SocketDeps,
): Promise<number> {
  if (maxLiveViewers === 0) return TOO_MANY_VIEWERS;
  if (await connections.add(connection, { now: now(), max: maxLiveViewers })) return 200;
  await audience.extend(now());
  return TOO_MANY_VIEWERS;
}

async function disconnect(connection: string, { connections, audience, now }: SocketDeps): Promise<void> {
  await connections.remove(connection);
  const { open } = await connections.readCount();
  if (open <= 0) await audience.cut(now());
}

async function post(connection: string, frames: readonly string[], deps: SocketDeps): Promise<void> {
  if (frames.length > 0) await postFrames([{ connection, frames }], deps);
}
