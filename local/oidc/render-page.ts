import { createHash } from 'node:crypto';

const STYLE = `:root{color-scheme:light dark;--ground:#f6f7f9;--surface:#fff;--line:#e2e5ea;--strong:#c7ccd4;--text:#14181f;--muted:#555e6b;
--accent:#2456d3;--hover:#1c47b3;--on:#fff;--bad:#bf2338;--shadow:0 8px 28px rgb(16 24 40/10%)}
@media(prefers-color-scheme:dark){:root{--ground:#0d0f13;--surface:#13161c;--line:#232831;--strong:#39404c;--text:#e7eaef;--muted:#a2abb8;
--accent:#84a7ff;--hover:#a3bdff;--on:#0a1430;--bad:#ff858f;--shadow:0 12px 36px rgb(0 0 0/45%)}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:var(--ground);color:var(--text);
font:0.9375rem/1.5 Inter,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{width:100%;max-width:23rem;background:var(--surface);border:1px solid var(--line);border-radius:.75rem;padding:2rem;box-shadow:var(--shadow)}
.brand{display:flex;align-items:center;gap:.5rem;margin:0 0 1.5rem;font-weight:600}
.brand svg{width:1.25rem;height:1.25rem;color:var(--accent)}
h1{margin:0;font-size:1.25rem;line-height:1.2;font-weight:600}
.lead{margin:.375rem 0 1.5rem;color:var(--muted)}
form{display:grid;gap:.5rem;margin:0}
label{font-size:.8125rem;font-weight:500}
.check{display:flex;align-items:center;gap:.5rem;margin:.25rem 0 .5rem;font-weight:400;color:var(--muted)}
.check input{accent-color:var(--accent);margin:0;width:1rem;height:1rem}
input[type=email],button{font:inherit;height:2.5rem;border-radius:.375rem;width:100%}
input[type=email]{padding:0 .75rem;border:1px solid var(--strong);background:var(--surface);color:inherit}
input[aria-invalid]{border-color:var(--bad)}
button{cursor:pointer;border:1px solid var(--strong);background:var(--surface);color:inherit;font-weight:500;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
button:hover{border-color:var(--muted)}
.primary{border-color:var(--accent);background:var(--accent);color:var(--on)}
.primary:hover{border-color:var(--hover);background:var(--hover)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.or{display:flex;align-items:center;gap:.75rem;margin:1.25rem 0;color:var(--muted);font-size:.8125rem}
.or::before,.or::after{content:"";flex:1;height:1px;background:var(--line)}
.problem{margin:0;color:var(--bad);font-size:.8125rem}`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** The page holds no script, and its one style is known by its hash. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

const BELL =
  '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M10.27 21a2 2 0 0 0 3.46 0"/><path d="M3.26 15.33A1 1 0 0 0 4 17h16a1 1 0 0 0 .74-1.67C19.41 13.96 18 12.5 18 8A6 6 0 0 0 6 8c0 4.5-1.41 5.96-2.74 7.33"/></svg>';

/** A page of the local issuer. `body` is HTML. */
export function renderPage(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Pricebell</title><style>${STYLE}</style></head>
<body><main><p class="brand">${BELL}Pricebell</p>${body}</main></body></html>`;
}
