import { escapeHtml } from '../format/escape-html.ts';
import type { MailContent } from './mail-content.ts';
import { FONT, LIGHT, STYLE_SHEET } from './mail-style.ts';
import { renderList } from './render-list.ts';
import { renderSection } from './render-section.ts';

/** Gmail cuts a mail off at 102 KB; the rest leaves room for what mail servers add. */
export const MAX_HTML_BYTES = 96_000;
const CARD_WIDTH_PX = 600;

/** How much of a long list to show, the most first: the first of them that fits into a mail is used. */
const LIST_DETAILS = [
  { nameLength: 80, noteLength: 200, hasLinks: true },
  { nameLength: 80, noteLength: 60, hasLinks: true },
  { nameLength: 80, noteLength: 0, hasLinks: true },
  { nameLength: 24, noteLength: 0, hasLinks: true },
  { nameLength: 24, noteLength: 60, hasLinks: false },
  { nameLength: 24, noteLength: 0, hasLinks: false },
  { nameLength: 0, noteLength: 0, hasLinks: false },
] as const;

/** HTML that the large mail programs show: tables, styles in the elements, nothing loaded from outside. */
export function renderHtml(content: MailContent): string {
  const [only] = content.sections;
  if (content.heading === null && only) return renderPage(content, renderSection(only));
  const { heading, sections } = content;
  let html = '';
  for (const detail of LIST_DETAILS) {
    html = renderPage(content, renderList(heading ?? '', sections, detail));
    if (new TextEncoder().encode(html).length <= MAX_HTML_BYTES) break;
  }
  return html;
}

function renderPage(content: MailContent, card: string): string {
  const { page: ground, card: cardGround, text } = LIGHT;
  return [
    '<!doctype html>',
    '<html lang="en" xmlns:o="urn:schemas-microsoft-com:office:office">',
    renderHead(content),
    `<body class="page" style="margin:0;padding:0;background:${ground}">`,
    renderPreheader(content.preheader),
    `<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:${ground}"><tr><td class="outer" align="center" style="padding:24px 12px">`,
    `<!--[if mso]><table role="presentation" width="${CARD_WIDTH_PX}" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->`,
    `<table role="presentation" class="card text" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:${CARD_WIDTH_PX}px;background:${cardGround};color:${text};font-family:${FONT};border-radius:12px">`,
    renderBanners(content.banners),
    card,
    '</table>',
    renderFooter(content),
    '<!--[if mso]></td></tr></table><![endif]-->',
    '</td></tr></table>',
    '</body></html>',
  ].join('\n');
}

function renderHead({ subject }: MailContent): string {
  return [
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">',
    '<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">',
    `<title>${escapeHtml(subject)}</title>`,
    '<!--[if mso]><xml><o:OfficeDocumentSettings><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml><style>table,td,p,a{font-family:Arial,sans-serif!important}</style><![endif]-->',
    `<style>${STYLE_SHEET}</style></head>`,
  ].join('\n');
}

/** The invisible characters after the text keep mail programs from continuing the preview with the text below. */
function renderPreheader(text: string): string {
  const hidden = 'display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;mso-hide:all';
  return `<div style="${hidden}">${escapeHtml(text)}${'&#847;&zwnj;&nbsp;'.repeat(40)}</div>`;
}

/** The top edge of the card. */
function renderBanners(banners: readonly string[]): string {
  if (banners.length === 0) return '';
  const { banner: ground, bannerText } = LIGHT;
  const style = `padding:12px 28px;background:${ground};color:${bannerText};border-radius:12px 12px 0 0;font-size:14px;line-height:1.5`;
  return `<tr><td class="banner pad" style="${style}">${banners.map(escapeHtml).join('<br>')}</td></tr>`;
}

function renderFooter({ footer: lines, unsubscribe }: MailContent): string {
  const { muted } = LIGHT;
  const style = `padding:16px 28px 8px;color:${muted};font-family:${FONT};font-size:13px;line-height:1.6`;
  return [
    `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:${CARD_WIDTH_PX}px"><tr><td class="muted pad" style="${style}">`,
    ...lines.map((line) => `${escapeHtml(line)}<br>`),
    `<a class="muted" href="${escapeHtml(unsubscribe)}" style="color:${muted};text-decoration:underline">Stop all mails</a>`,
    '</td></tr></table>',
  ].join('\n');
}
