import type { IncomingMessage } from 'node:http';
import { PAGE_CONFIG_PATH, type PageConfig } from '../../contract/page-config.ts';
import { cacheControlOf, pageHeaders } from '../../contract/page-headers.ts';
import { jsonReply, type Reply } from './gateway-response.ts';
import { type PageFile, readPageFiles, toPageFile } from './page-files.ts';

/** Answers a request for a path that is not the API's. */
export type PageSite = (request: Pick<IncomingMessage, 'method' | 'headers'>, path: string) => Reply;

/** The page as CloudFront serves it: its files, `config.json`, and `index.html` for every path without a dot, which is a view. */
export function createPageSite({ folder, config }: { folder: string; config: PageConfig }): PageSite {
  const files = readPageFiles(folder);
  files.set(PAGE_CONFIG_PATH, toPageFile(PAGE_CONFIG_PATH, Buffer.from(JSON.stringify(config))));
  const common = pageHeaders([new URL(config.issuer).origin]);

  return ({ method, headers }, path) => {
    const allow = { allow: 'GET, HEAD' };
    if (method !== 'GET' && method !== 'HEAD') return jsonReply(405, { message: 'Method Not Allowed' }, allow);
    const found = isView(path) ? '/index.html' : path;
    const file = files.get(found);
    if (!file) return jsonReply(404, { message: 'Not Found' }, common);
    const caching = { 'cache-control': cacheControlOf(found), etag: file.etag, vary: 'accept-encoding' };
    return send(file, { asked: headers, sent: { ...common, ...caching, 'content-type': file.type } });
  };
}

interface Headers {
  readonly asked: IncomingMessage['headers'];
  readonly sent: Readonly<Record<string, string>>;
}

function send({ body, gzipped, etag }: PageFile, { asked, sent }: Headers): Reply {
  const known = asked['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (known?.includes(etag)) return { status: 304, headers: sent, cookies: [], body: '' };
  if (!gzipped || !/\bgzip\b/.test(String(asked['accept-encoding'] ?? '')))
    return { status: 200, headers: sent, cookies: [], body };
  return { status: 200, headers: { ...sent, 'content-encoding': 'gzip' }, cookies: [], body: gzipped };
}

/** The path of a view and not of a file: its last part has no dot. */
function isView(path: string): boolean {
  return !path.slice(path.lastIndexOf('/')).includes('.');
}
