import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CREDENTIALS } from '../../../../local/local-account.ts';

export interface CredentialsEndpoint {
  /** what ECS puts into the environment of a container whose task has a role */
  readonly variables: Readonly<Record<string, string>>;
  asked(): number;
  close(): Promise<void>;
}

const TOKEN = 'only-this-task';

/** Where a task on ECS gets the keys of its role: by HTTP, for an hour at most, and with the token that it was given. */
export async function startCredentialsEndpoint(): Promise<CredentialsEndpoint> {
  let asked = 0;
  const server = createServer((request, response) => {
    const known = request.url === '/role' && request.headers.authorization === TOKEN;
    if (known) asked += 1;
    response.writeHead(known ? 200 : 403, { 'content-type': 'application/json' });
    response.end(JSON.stringify(known ? keys() : {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    variables: {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${port}/role`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: TOKEN,
    },
    asked: () => asked,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function keys() {
  return {
    AccessKeyId: CREDENTIALS.accessKeyId,
    SecretAccessKey: CREDENTIALS.secretAccessKey,
    Token: 'of-the-role',
    Expiration: new Date(Date.now() + 3_600_000).toISOString(),
  };
}
