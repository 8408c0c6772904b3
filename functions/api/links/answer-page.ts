import { createHash } from 'node:crypto';
import { formatPage, PAGE_STYLE, type Page } from '../../../text/pages/page.ts';
import type { Answer } from '../http/answer.ts';

/** Nothing is loaded, nothing runs, the one style is known by its hash, and no other site may frame the page. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(PAGE_STYLE).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The token in the address is a secret: it goes to no other site, into no cache and into no search engine. */
const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': POLICY,
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
} as const;

export function answerPage(statusCode: number, page: Page, headers: Readonly<Record<string, string>> = {}): Answer {
  return { statusCode, headers: { ...PAGE_HEADERS, ...headers }, body: formatPage(page) };
}

/** After a form was posted: back to its address, without repeating the token, so that a reload sends nothing again. */
export function backToPage(done: string): Answer {
  return { statusCode: 303, headers: { location: `?done=${done}`, 'cache-control': 'no-store' } };
}
