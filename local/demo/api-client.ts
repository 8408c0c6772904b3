import type * as z from 'zod';

/** At the first start everything loads at once, and a slow machine takes its time. */
const REQUEST_TIMEOUT_MS = 15_000;

/** The public API, as any client calls it: the demo uses nothing else. */
export function createApiClient(apiUrl: string, token: string, stopping: AbortSignal) {
  async function call(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${apiUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.any([stopping, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
    });
  }

  return {
    /** @throws Error with the response's text when it is no success */
    async send(method: 'PUT' | 'POST' | 'PATCH', path: string, body?: unknown): Promise<void> {
      const response = await call(method, path, body);
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path} answers ${response.status}: ${text}`);
    },
    /** @throws Error when the response is no success, or has another shape */
    async read<S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S>> {
      const response = await call('GET', path);
      if (!response.ok) throw new Error(`GET ${path} answers ${response.status}: ${await response.text()}`);
      return schema.parse(await response.json());
    },
  };
}
export type ApiClient = ReturnType<typeof createApiClient>;
