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
import { createLiveSockets, FrameTooLongError, MAX_FRAME_BYTES } from '../../../../adapters/sockets/live-sockets.ts';
import { notifySockets } from '../../../../adapters/sockets/notify-sockets.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { ADA } from '../../../support/stored-alert.ts';

const gateway = mockClient(ApiGatewayManagementApiClient);
const sockets = createLiveSockets(makeSocketsClient('https://sockets.example.com/live'));
const TRIGGER = { type: 'trigger', price: '65,001.2 €' };
const gone = () => new GoneException({ message: '', $metadata: { httpStatusCode: 410 } });

beforeEach(() => gateway.reset());

function failWith(error: unknown) {
  gateway.on(PostToConnectionCommand).callsFake(() => {
    throw error;
  });
}

describe('a post', () => {
  it('sends the payload as JSON to the connection', async () => {
    gateway.on(PostToConnectionCommand).resolves({});
    expect(await sockets.post('c1', TRIGGER)).toBe('posted');
    const { ConnectionId, Data } = gateway.commandCalls(PostToConnectionCommand)[0]?.args[0].input ?? {};
    expect(ConnectionId).toBe('c1');
    expect(JSON.parse(String(Data))).toEqual(TRIGGER);
  });

  it.each([
    ['GoneException', gone(), 'gone'],
    ['a bare 410', { name: 'Unknown', $metadata: { httpStatusCode: 410 } }, 'gone'],
    ['a limit', new LimitExceededException({ message: '', $metadata: { httpStatusCode: 429 } }), 'not-now'],
    ['a bare 429', { $metadata: { httpStatusCode: 429 } }, 'not-now'],
    ['500', { $metadata: { httpStatusCode: 500 } }, 'not-now'],
    ['no answer', { name: 'TimeoutError' }, 'not-now'],
  ])('that meets %s is told so', async (_, error, outcome) => {
    failWith(error);
    expect(await sockets.post('c1', TRIGGER)).toBe(outcome);
  });

  it('that is not allowed is an error', async () => {
    failWith(new ForbiddenException({ message: 'no', $metadata: { httpStatusCode: 403 } }));
    await expect(sockets.post('c1', TRIGGER)).rejects.toThrow(ForbiddenException);
  });

  it('of more than 32 KB is refused, by bytes', async () => {
    gateway.on(PostToConnectionCommand).resolves({});
    const fits = 'x'.repeat(MAX_FRAME_BYTES - 2);
    expect(await sockets.post('c1', fits)).toBe('posted');
    await expect(sockets.post('c1', `${fits.slice(1)}€`)).rejects.toThrow(FrameTooLongError);
    expect(gateway.commandCalls(PostToConnectionCommand)).toHaveLength(1);
  });
});

describe("notifying a person's sockets", () => {
  function setUp(open: readonly string[]) {
    const dropped: string[] = [];
    const connections = {
      listOpen: async (person: string) => (person === ADA ? open : []),
      drop: async (id: string) => {
        if (id === 'undroppable') throw new Error('no table');
        dropped.push(id);
      },
    };
    return { dropped, deps: { sockets, connections, log: recordedLog() } };
  }

  it('reaches all that are open and drops those that are gone, whatever one of them does', async () => {
    gateway.on(PostToConnectionCommand).resolves({});
    const meets = (ConnectionId: string) => gateway.on(PostToConnectionCommand, { ConnectionId });
    meets('gone').rejects(gone());
    meets('undroppable').rejects(gone());
    meets('bad').rejects(new ForbiddenException({ message: 'no', $metadata: { httpStatusCode: 403 } }));
    meets('busy').rejects(new LimitExceededException({ message: '', $metadata: { httpStatusCode: 429 } }));
    const { dropped, deps } = setUp(['a', 'gone', 'bad', 'undroppable', 'busy', 'b']);
    expect(await notifySockets(ADA, TRIGGER, deps)).toEqual({ posted: 2, gone: 1, 'not-now': 1, failed: 2 });
    expect(dropped).toEqual(['gone']);
    expect(deps.log.messages()).toEqual(['frame not posted to a socket', 'frame not posted to a socket']);
  });

  it('posts nothing when none is open', async () => {
    const { deps } = setUp([]);
    expect(await notifySockets(ADA, TRIGGER, deps)).toEqual({ posted: 0, gone: 0, 'not-now': 0, failed: 0 });
    expect(gateway.calls()).toHaveLength(0);
  });
});
