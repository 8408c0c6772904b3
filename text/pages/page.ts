import { createHash } from 'node:crypto';
import type { Answer } from '../../functions/api/http/answer.ts';
import { type Html, html } from './html.ts';

const STYLE = `
:root{color-scheme:light dark;--ground:#f4f5f7;--sheet:#fff;--ink:#1a1d23;--quiet:#5b6270;--line:#dfe2e8;--accent:#1f5fd6;--on-accent:#fff;--good:#e6f4ea;--on-good:#14532d}
@media (prefers-color-scheme:dark){:root{--ground:#101216;--sheet:#191c22;--ink:#e8eaef;--quiet:#a0a7b4;--line:#30353f;--accent:#8ab4ff;--on-accent:#0b1a33;--good:#143322;--on-good:#b7ebc6}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
main{max-width:36rem;margin:0 auto;padding:1.5rem 1rem 3rem}
header{color:var(--quiet);font-weight:600;letter-spacing:.02em;padding:0 .25rem .75rem}
section{background:var(--sheet);border:1px solid var(--line);border-radius:12px;padding:1.25rem;margin-bottom:1rem}
h1{font-size:1.35rem;line-height:1.3;margin:0 0 .5rem}
h2{font-size:1rem;margin:0 0 .5rem}
p{margin:0 0 .75rem}
section>:last-child{margin-bottom:0}
dl{display:grid;grid-template-columns:minmax(5.5rem,max-content) 1fr;gap:.35rem 1rem;margin:0}
dt{color:var(--quiet)}
dd{margin:0}
.quiet{color:var(--quiet)}
.keep{display:inline-block}
.mark{display:inline-block;border:1px solid var(--line);border-radius:99px;padding:0 .6rem;color:var(--quiet);font-size:.875rem;font-weight:400;white-space:nowrap}
.done{background:var(--good);color:var(--on-good);border-color:transparent}
form{display:inline-block;margin:.25rem .5rem 0 0}
button{font:inherit;font-weight:600;min-height:44px;padding:.5rem 1.25rem;border-radius:8px;border:1px solid var(--accent);background:var(--accent);color:var(--on-accent);cursor:pointer}
button.other{background:transparent;color:var(--accent)}
button:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
`;

/** Nothing is loaded, nothing runs; the one style is known by its hash; the page stands in no frame. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The token in the address is a secret: it goes to no other site, into no cache and into no search engine. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': POLICY,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
} as const;

export interface LinkPage {
  readonly statusCode: number;
  readonly title: string;
  /** sections */
  readonly content: Html;
  readonly headers?: Readonly<Record<string, string>>;
}

export function answerPage({ statusCode, title, content, headers }: LinkPage): Answer {
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title} · Pricebell</title><style>`;
  const rest = html`</style></head>
<body><main><header>Pricebell</header>
${content}
</main></body></html>
`;
  return { statusCode, headers: { ...PAGE_HEADERS, ...headers }, body: page.text + STYLE + rest.text };
}

/** A page that only says something. */
export function formatPage(statusCode: number, title: string, ...paragraphs: readonly string[]): LinkPage {
  const content = html`<section><h1>${title}</h1>${paragraphs.map((text) => html`<p>${text}</p>`)}</section>`;
  return { statusCode, title, content };
}

/** What was just done, above what is shown. */
export function notice(text: string): Html {
  return html`<section class="done" role="status"><p>${text}</p></section>`;
}

/** Each part is broken only where it is longer than a line. */
export function keepWhole(...parts: readonly string[]): Html {
  return html`${parts.map((part, index) => html`${index > 0 && ' '}<span class="keep">${part}</span>`)}`;
}

/** Posts to the page's own address. A mail can link to it by its action: `#pause`. */
export function actionForm(action: string, label: string, isFirst: boolean): Html {
  const look = isFirst ? '' : html` class="other"`;
  return html`<form id="${action}" method="post"><button name="action" value="${action}"${look}>${label}</button></form>`;
}
