import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { json, publicFor } from '../http/answer.ts';
import type { RouteHandler } from '../route-request.ts';

const FRESH_S = 300;

/**
 * `GET /api/openapi.json`: the file of that name in `folder`. It lies beside the code and not in it, so that a cold start
 * does not parse what few ask for.
 */
export function readDocument(folder: string): RouteHandler {
  let document: Promise<unknown> | null = null;
  return async () => {
    document ??= readFile(join(folder, 'openapi.json'), 'utf8').then((text): unknown => JSON.parse(text));
    return json(200, await document, publicFor(FRESH_S));
  };
}
