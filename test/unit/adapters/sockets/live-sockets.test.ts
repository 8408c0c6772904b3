import {
  ApiGatewayManagementApiClient,
  ForbiddenException,
  GoneException,
  LimitExceededException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeSocketsClient } from '../../../../adapters/clients.ts';
import { createLiveSockets, FrameTooLongError } from '../../../../adapters/sockets/live-sockets.ts';
import { MAX_FRAME_BYTES } from '../../../../contract/live-limits.ts';

const gateway = mockClient(ApiGatewayManagementApiClient);
const sockets = createLiveSockets(makeSocketsClient('https://sockets.example.com/live'));
const TRIGGER = JSON.stringify({ type: 'trigger', price: '65,001.2 €' });
const gone = () => new GoneException({ message: '', $metadata: { httpStatusCode: 410 } });

beforeEach(() => gateway.reset());

function failWith(error: unknown) {
  gateway.on(PostToConnectionCommand).callsFake(() => {
    throw error;
  });
}

describe('a post', () => {
  it('sends the frame to the connection', async () => {
    gateway.on(PostToConnectionCommand).resolves({});
    expect(await sockets.post('c1', TRIGGER)).toBe('posted');
    const { ConnectionId, Data } = gateway.commandCalls(PostToConnectionCommand)[0]?.args[0].input ?? {};
    expect(ConnectionId).toBe('c1');
    expect(String(Data)).toBe(TRIGGER);
  });

  it.each([
    ['GoneException', gone(), 'gone'],
    ['a bare 410', { name: 'Unknown', $metadata: { httpStatusCode: 410 } }, 'gone'],
    ['a limit', new LimitExceededException({ message: '', $metadata: { httpStatusCode: 429 } }), 'not-now'],
    ['a bare 429', { $metadata: { httpStatusCode: 429 } }, 'not-now'],
    ['500', { $metadata: { httpStatusCode: 500 } }, 'not-now'],
    ['no answer', { name: 'TimeoutError' }, 'not-now'],
  ])('that meets %s says so', async (_, error, outcome) => {
    failWith(error);
    expect(await sockets.post('c1', TRIGGER)).toBe(outcome);
  });

  it('that is not allowed is an error', async () => {
    failWith(new ForbiddenException({ message: 'no', $metadata: { httpStatusCode: 403 } }));
    await expect(sockets.post('c1', TRIGGER)).rejects.toThrow(ForbiddenException);
  });

  it('of more than 32 KB is refused, by bytes', async () => {
    gateway.on(PostToConnectionCommand).resolves({});
    const fits = 'x'.repeat(MAX_FRAME_BYTES);
    expect(await sockets.post('c1', fits)).toBe('posted');
    await expect(sockets.post('c1', `${fits.slice(1)}€`)).rejects.toThrow(FrameTooLongError);
    expect(gateway.commandCalls(PostToConnectionCommand)).toHaveLength(1);
  });
});
