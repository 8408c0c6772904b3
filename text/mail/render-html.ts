import { escapeHtml } from '../format/escape-html.ts';
import type { MailContent } from './mail-content.ts';
import { FONT, LIGHT, STYLE_SHEET } from './mail-style.ts';
import { renderList } from './render-list.ts';
import { renderSection } from './render-section.ts';

/** Gmail cuts a mail off at 102 KB; what the way through the mail programs adds has room. */
export const MAX_HTML_BYTES = 96_000;
/** Shown widths: the card, CSS pixels. */
const WIDTH = 600;

/** How much of a long list is shown: notes of so many characters, with a link at each or none. The first that fits is taken. */
const FITS = [
  { noteLength: 200, hasLinks: true },
  { noteLength: 60, hasLinks: true },
  { noteLength: 0, hasLinks: true },
  { noteLength: 60, hasLinks: false },
  { noteLength: 0, hasLinks: false },
] as const;

/** The letter as HTML that large mail programs show: tables, styles in the elements, nothing from outside. */
export function renderHtml(letter: MailContent): string {
  const [only] = letter.sections;
  if (letter.heading === null && only) return page(letter, renderSection(only));
  const { heading, sections } = letter;
  let html = '';
  for (const fit of FITS) {
    html = page(letter, renderList(heading ?? '', sections, fit));
    if (new TextEncoder().encode(html).length <= MAX_HTML_BYTES) break;
  }
  return html;
}

function page(letter: MailContent, body: string): string {
  const { page: ground, card, text } = LIGHT;
  return [
    '<!doctype html>',
    '<html lang="en" xmlns:o="urn:schemas-microsoft-com:office:office">',
    head(letter),
    `<body class="page" style="margin:0;padding:0;background:${ground}">`,
    preheader(letter.preheader),
    `<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:${ground}"><tr><td class="outer" align="center" style="padding:24px 12px">`,
    `<!--[if mso]><table role="presentation" width="${WIDTH}" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->`,
    `<table role="presentation" class="card text" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:${WIDTH}px;background:${card};color:${text};font-family:${FONT};border-radius:12px">`,
    printBanners(letter.banners),
    body,
    '</table>',
    footer(letter),
    '<!--[if mso]></td></tr></table><![endif]-->',
    '</td></tr></table>',
    '</body></html>',
  ].join('\n');
}

function head({ subject }: MailContent): string {
  return [
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">',
    '<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">',
    `<title>${escapeHtml(subject)}</title>`,
    '<!--[if mso]><xml><o:OfficeDocumentOptions><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentOptions></xml><style>table,td,p,a{font-family:Arial,sans-serif!important}</style><![endif]-->',
    `<style>${STYLE_SHEET}</style></head>`,
  ].join('\n');
}

/** The empty letters behind it keep programs from going on with the text below. */
function preheader(words: string): string {
  const hidden = 'display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;mso-hide:all';
  return `<div style="${hidden}">${escapeHtml(words)}${'&#847;&zwnj;&nbsp;'.repeat(40)}</div>`;
}

/** The card's upper edge. */
function printBanners(banners: readonly string[]): string {
  if (banners.length === 0) return '';
  const { banner: ground, bannerText } = LIGHT;
  const style = `padding:12px 28px;background:${ground};color:${bannerText};border-radius:12px 12px 0 0;font-size:14px;line-height:1.5`;
  return `<tr><td class="banner pad" style="${style}">${banners.map(escapeHtml).join('<br>')}</td></tr>`;
}

function footer({ footer: lines, unsubscribe }: MailContent): string {
  const { muted } = LIGHT;
  const style = `padding:16px 28px 8px;color:${muted};font-family:${FONT};font-size:13px;line-height:1.6`;
  return [
    `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:${WIDTH}px"><tr><td class="muted pad" style="${style}">`,
    ...lines.map((line) => `${escapeHtml(line)}<br>`),
    `<a class="muted" href="${escapeHtml(unsubscribe)}" style="color:${muted};text-decoration:underline">Stop all mails</a>`,
    '</td></tr></table>',
  ].join('\n');
}
