import { createServer, type Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { findEmulator } from '../../emulator/find-emulator.ts';

let server: Server | undefined;
afterEach(() => void server?.close());

/** A server that answers one path with a body. */
async function serve(path: string, body: string): Promise<string> {
  server = createServer((request, response) => {
    response.statusCode = request.url === path ? 200 : 404;
    response.end(request.url === path ? body : '{}');
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

test('MiniStack says its version and whether it checks permissions', async () => {
  const health = { services: { s3: 'available' }, version: '1.2.3', auth: 'enabled' };
  const url = await serve('/_ministack/health', JSON.stringify(health));
  expect(await findEmulator(`${url}/`, '/run')).toMatchObject({
    name: `MiniStack 1.2.3 at ${url}`,
    url,
    checksPermissions: true,
    keepsState: true,
    folder: '/run',
  });
});

test("another emulator is known by LocalStack's health page, and is not thought to check permissions", async () => {
  const url = await serve('/_localstack/health', JSON.stringify({ services: { s3: 'running' }, edition: 'community' }));
  expect(await findEmulator(url, '/run')).toMatchObject({ name: `an emulator at ${url}`, checksPermissions: false });
});

test('an address where no emulator answers is refused, be it AWS or nothing at all', async () => {
  const url = await serve('/_localstack/health', '<html></html>');
  await expect(findEmulator(url, '/run')).rejects.toThrow(/AWS_ENDPOINT_URL is http.*where no emulator answers/);
  server?.close();
  await expect(findEmulator('http://127.0.0.1:1', '/run')).rejects.toThrow(/where no emulator answers/);
});
