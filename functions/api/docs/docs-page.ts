import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Answer } from '../http/answer.ts';
import { publicFor } from '../http/answer.ts';
import { notFound } from '../http/problem.ts';

const compress = promisify(gzip);

/** By the name in a bundle. `openapi.json` is answered by an endpoint of its own. */
const TYPES = {
  'open-docs.js': 'text/javascript; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'swagger-ui-bundle.js.LICENSE.txt': 'text/plain; charset=utf-8',
  'swagger-ui.css': 'text/css; charset=utf-8',
} as const;
type FileName = keyof typeof TYPES;

const HASH_LENGTH = 12;
const PAGE_FRESH_S = 300;
/** The name of a file changes with its content. */
const FOREVER = { 'cache-control': 'public, max-age=31536000, immutable' } as const;

/** Nothing comes from another host, nothing runs that is written into the page, and no other site may frame it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

interface DocsFile {
  readonly type: string;
  readonly text: string;
  /** the beginning of its digest */
  readonly hash: string;
  /** base64 */
  readonly gzipped: string;
}

/** The page that shows openapi.json, and the files that it loads. */
export interface DocsPage {
  page(): Promise<Answer>;
  /** Under its own name, or under the one with its hash, which may be kept for ever. @throws Problem 404 for another name */
  file(name: string, acceptEncoding: string | undefined): Promise<Answer>;
}

/** `read`: the text of a file beside the code. Each is read, and compressed, once: when the first request asks for it. */
export function createDocsPage(read: (name: string) => Promise<string>): DocsPage {
  const files = new Map<FileName, Promise<DocsFile>>();
  const load = (name: FileName) => {
    const loading = files.get(name) ?? read(name).then((text) => prepare(text, TYPES[name]));
    files.set(name, loading);
    // the next request tries again
    loading.catch(() => files.delete(name));
    return loading;
  };
  const hashed = async (name: FileName) => `docs/${(await load(name)).hash}-${name}`;
  return {
    async page() {
      const [style, viewer, opener] = await Promise.all([
        hashed('swagger-ui.css'),
        hashed('swagger-ui-bundle.js'),
        hashed('open-docs.js'),
      ]);
      return {
        statusCode: 200,
        headers: {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': POLICY,
          'referrer-policy': 'no-referrer',
          ...publicFor(PAGE_FRESH_S),
        },
        body: formatDocsPage({ style, viewer, opener }),
      };
    },
    async file(asked, acceptEncoding = '') {
      const name = nameOf(asked);
      if (!name) throw notFound('There is no such file.');
      const file = await load(name);
      const isHashed = asked !== name;
      if (isHashed && !asked.startsWith(`${file.hash}-`)) throw notFound('There is no such file.');
      return answerFile(file, { isHashed, takesGzip: /\bgzip\b/.test(acceptEncoding) });
    },
  };
}

async function prepare(text: string, type: string): Promise<DocsFile> {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH);
  return { type, text, hash, gzipped: (await compress(text)).toString('base64') };
}

/** Undefined for what is no file of the page. */
function nameOf(asked: string): FileName | undefined {
  const names = Object.keys(TYPES) as FileName[];
  return names.find((name) => asked === name || asked.slice(HASH_LENGTH + 1) === name);
}

function answerFile(
  { type, text, gzipped }: DocsFile,
  { isHashed, takesGzip }: { readonly isHashed: boolean; readonly takesGzip: boolean },
): Answer {
  const headers = {
    'content-type': type,
    vary: 'accept-encoding',
    ...(isHashed ? FOREVER : publicFor(PAGE_FRESH_S)),
  };
  return takesGzip
    ? { statusCode: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipped, isBase64Encoded: true }
    : { statusCode: 200, headers, body: text };
}

/** The addresses are relative to that of the page. */
function formatDocsPage({ style, viewer, opener }: Readonly<Record<'style' | 'viewer' | 'opener', string>>): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Pricebell API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${style}">
<div id="docs"></div>
<noscript>This page needs JavaScript. The description itself is <a href="openapi.json">openapi.json</a>.</noscript>
<script src="${viewer}"></script>
<script src="${opener}" data-document="openapi.json"></script>
</html>
`;
}
