import { type Html, html } from './html.ts';

/** The one style of every page. A page may name its hash, so that no other style is applied. */
export const PAGE_STYLE = `
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

export interface Page {
  readonly title: string;
  /** sections */
  readonly content: Html;
}

/** The whole document. Nothing in it is loaded or run. */
export function formatPage({ title, content }: Page): string {
  const before = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title} · Pricebell</title><style>`;
  const after = html`</style></head>
<body><main><header>Pricebell</header>
${content}
</main></body></html>
`;
  return before.text + PAGE_STYLE + after.text;
}

/** A page of a title and some paragraphs. */
export function messagePage(title: string, ...paragraphs: readonly string[]): Page {
  const content = html`<section><h1>${title}</h1>${paragraphs.map((text) => html`<p>${text}</p>`)}</section>`;
  return { title, content };
}

/** What was just done, above the rest of the page. */
export function notice(text: string): Html {
  return html`<section class="done" role="status"><p>${text}</p></section>`;
}

/** A line breaks between the parts, and within a part only when it is longer than a line. */
export function keepWhole(...parts: readonly string[]): Html {
  return html`${parts.map((part, index) => html`${index > 0 && ' '}<span class="keep">${part}</span>`)}`;
}

/** Posts to the page's own address. A mail can link to it by its action: `#pause`. */
export function actionForm(action: string, label: string, isFirst: boolean): Html {
  const style = isFirst ? '' : html` class="other"`;
  return html`<form id="${action}" method="post"><button name="action" value="${action}"${style}>${label}</button></form>`;
}
