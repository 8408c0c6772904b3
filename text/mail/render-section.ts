import { escapeHtml } from '../format/escape-html.ts';
import { nameFirst } from '../format/name-first.ts';
import type { Link, MailSection, Picture, Row } from './mail-content.ts';
import { BUTTON, LIGHT } from './mail-style.ts';

/** The rows of the card for one section. */
export function renderSection(section: MailSection): string {
  const { name, title, figure, picture, paragraphs, note, links, rows } = section;
  return [
    cell('22px 28px 0', renderKicker(section)),
    cell('10px 28px 0', `<h1 class="text" style="${H1}">${escapeHtml(nameFirst(name, title))}</h1>`),
    figure ? cell('16px 28px 0', renderFigure(section)) : '',
    ...paragraphs.map((text) => cell('8px 28px 0', `<p class="text" style="${P}">${escapeHtml(text)}</p>`)),
    note === null || note === '' ? '' : cell('16px 28px 0', renderNote(note)),
    picture ? cell('20px 28px 0', renderPicture(picture)) : '',
    links.length > 0 ? cell('20px 28px 0', renderLinks(links)) : '',
    cell('20px 28px 26px', renderRows(rows)),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

const H1 = `margin:0;color:${LIGHT.text};font-size:22px;line-height:1.3;font-weight:700`;
const P = `margin:0;color:${LIGHT.text};font-size:15px;line-height:1.55`;
const TABLE = 'role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"';
/** Long ids and addresses break, so that they do not widen the mail. */
const BREAK = 'overflow-wrap:anywhere;word-break:break-word';

function cell(padding: string, content: string): string {
  return `<tr><td class="pad" style="padding:${padding}">${content}</td></tr>`;
}

function renderKicker({ tone, kicker }: MailSection): string {
  const { muted, tones } = LIGHT;
  return `<table ${TABLE}><tr><td class="muted" style="color:${muted};font-size:13px;font-weight:600">Pricebell</td><td class="${tone}" align="right" style="color:${tones[tone]};font-size:13px;font-weight:600">${escapeHtml(kicker)}</td></tr></table>`;
}

function renderFigure({ figure, tone }: MailSection): string {
  if (!figure) return '';
  const { muted, tones } = LIGHT;
  return [
    `<div class="muted" style="color:${muted};font-size:13px;line-height:1.4">${escapeHtml(figure.name)}</div>`,
    `<div class="figure ${tone}" style="color:${tones[tone]};font-size:42px;line-height:1.15;font-weight:700;letter-spacing:-0.5px;${BREAK}">${escapeHtml(figure.value)}</div>`,
  ].join('');
}

function renderNote(note: string): string {
  const { note: ground, text, tones } = LIGHT;
  const style = `padding:10px 14px;background:${ground};color:${text};border-left:3px solid ${tones.plain};font-size:15px;line-height:1.5;${BREAK}`;
  return `<table ${TABLE}><tr><td class="note edge" style="${style}">${escapeHtml(note)}</td></tr></table>`;
}

/** The labels stand around the image: it needs no font, and screen readers read them aloud. */
function renderPicture({ cid, alt, width, height, title, high, low, from, to, lineLabel }: Picture): string {
  const label = `color:${LIGHT.muted};font-size:12px;line-height:1.5`;
  const pair = (left: string, right: string) =>
    `<tr><td class="muted" style="${label}">${left}</td><td class="muted" align="right" style="${label}">${right}</td></tr>`;
  const image = `<img src="cid:${escapeHtml(cid)}" width="${width}" height="${height}" alt="${escapeHtml(alt)}" style="display:block;width:100%;max-width:${width}px;height:auto">`;
  const dashes =
    lineLabel === null
      ? ''
      : `<span class="warning" style="color:${LIGHT.tones.warning};font-weight:700">- - -</span> ${escapeHtml(lineLabel)}`;
  return [
    `<table ${TABLE}>`,
    pair(`<b>${escapeHtml(title)}</b>`, `high ${escapeHtml(high)}`),
    `<tr><td colspan="2" style="padding:4px 0">${image}</td></tr>`,
    pair(`${escapeHtml(from)} – ${escapeHtml(to)}`, `low ${escapeHtml(low)}`),
    dashes === '' ? '' : `<tr><td colspan="2" class="muted" style="${label}">${dashes}</td></tr>`,
    '</table>',
  ].join('');
}

/** The padding is on the cell: Word, which draws Outlook mails, ignores the padding of a link. */
function renderLinks([main, ...others]: readonly Link[]): string {
  if (!main) return '';
  const button = `<td bgcolor="${BUTTON.ground}" style="background:${BUTTON.ground};border-radius:8px;padding:11px 20px"><a href="${escapeHtml(main.address)}" style="color:${BUTTON.text};font-size:15px;font-weight:600;text-decoration:none">${escapeHtml(main.label)}</a></td>`;
  const rest = others.map(
    ({ label, address }) =>
      `<td style="padding:11px 0 11px 18px"><a class="link" href="${escapeHtml(address)}" style="color:${LIGHT.link};font-size:15px;text-decoration:underline">${escapeHtml(label)}</a></td>`,
  );
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr>${button}${rest.join('')}</tr></table>`;
}

function renderRows(rows: readonly Row[]): string {
  return `<table class="line" width="100%" cellpadding="0" cellspacing="0" border="0" style="border-top:1px solid ${LIGHT.rule}">\n${rows.map(renderRow).join('\n')}\n</table>`;
}

function renderRow({ name, lines }: Row): string {
  const { muted, text, rule } = LIGHT;
  const line = `border-bottom:1px solid ${rule};font-size:14px;line-height:1.5;vertical-align:top`;
  return [
    `<tr><th class="name muted line" scope="row" align="left" width="130" style="width:130px;padding:7px 12px 7px 0;color:${muted};font-weight:400;text-align:left;${line}">${escapeHtml(name)}</th>`,
    `<td class="value text line" style="padding:7px 0;color:${text};${BREAK};${line}">${lines.map(escapeHtml).join('<br>')}</td></tr>`,
  ].join('');
}
