import { escapeHtml } from '../format/escape-html.ts';
import type { Link, MailSection, Picture, Row } from './mail-content.ts';
import { BUTTON, LIGHT } from './mail-style.ts';

/** The rows of the card that tell one message. */
export function renderSection(story: MailSection): string {
  const { title, figure, picture, paragraphs, note, links, rows } = story;
  return [
    cell('22px 28px 0', kicker(story)),
    cell('10px 28px 0', `<h1 class="text" style="${H1}">${escapeHtml(title)}</h1>`),
    figure ? cell('16px 28px 0', printFigure(story)) : '',
    ...paragraphs.map((words) => cell('8px 28px 0', `<p class="text" style="${P}">${escapeHtml(words)}</p>`)),
    note === null || note === '' ? '' : cell('16px 28px 0', printNote(note)),
    picture ? cell('20px 28px 0', printPicture(picture)) : '',
    links.length > 0 ? cell('20px 28px 0', printLinks(links)) : '',
    cell('20px 28px 26px', printRows(rows)),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

const H1 = `margin:0;color:${LIGHT.text};font-size:22px;line-height:1.3;font-weight:700`;
const P = `margin:0;color:${LIGHT.text};font-size:15px;line-height:1.55`;
const TABLE = 'role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"';
/** Long ids and addresses break rather than widen the mail. */
const BREAK = 'overflow-wrap:anywhere;word-break:break-word';

function cell(padding: string, content: string): string {
  return `<tr><td class="pad" style="padding:${padding}">${content}</td></tr>`;
}

function kicker({ tone, kicker: words }: MailSection): string {
  const { muted, tones } = LIGHT;
  return `<table ${TABLE}><tr><td class="muted" style="color:${muted};font-size:13px;font-weight:600">Pricebell</td><td class="${tone}" align="right" style="color:${tones[tone]};font-size:13px;font-weight:600">${escapeHtml(words)}</td></tr></table>`;
}

function printFigure({ figure, tone }: MailSection): string {
  if (!figure) return '';
  const { muted, tones } = LIGHT;
  return [
    `<div class="muted" style="color:${muted};font-size:13px;line-height:1.4">${escapeHtml(figure.name)}</div>`,
    `<div class="figure ${tone}" style="color:${tones[tone]};font-size:42px;line-height:1.15;font-weight:700;letter-spacing:-0.5px;${BREAK}">${escapeHtml(figure.value)}</div>`,
  ].join('');
}

function printNote(note: string): string {
  const { note: ground, text, tones } = LIGHT;
  const style = `padding:10px 14px;background:${ground};color:${text};border-left:3px solid ${tones.plain};font-size:15px;line-height:1.5;${BREAK}`;
  return `<table ${TABLE}><tr><td class="note edge" style="${style}">${escapeHtml(note)}</td></tr></table>`;
}

/** The labels stand around the image, so that it needs no font and they are read aloud. */
function printPicture({ cid, alt, width, height, title, high, low, from, to, line }: Picture): string {
  const label = `color:${LIGHT.muted};font-size:12px;line-height:1.5`;
  const pair = (left: string, right: string) =>
    `<tr><td class="muted" style="${label}">${left}</td><td class="muted" align="right" style="${label}">${right}</td></tr>`;
  const image = `<img src="cid:${escapeHtml(cid)}" width="${width}" height="${height}" alt="${escapeHtml(alt)}" style="display:block;width:100%;max-width:${width}px;height:auto">`;
  const dashes =
    line === null
      ? ''
      : `<span class="warning" style="color:${LIGHT.tones.warning};font-weight:700">- - -</span> ${escapeHtml(line)}`;
  return [
    `<table ${TABLE}>`,
    pair(`<b>${escapeHtml(title)}</b>`, `high ${escapeHtml(high)}`),
    `<tr><td colspan="2" style="padding:4px 0">${image}</td></tr>`,
    pair(`${escapeHtml(from)} – ${escapeHtml(to)}`, `low ${escapeHtml(low)}`),
    dashes === '' ? '' : `<tr><td colspan="2" class="muted" style="${label}">${dashes}</td></tr>`,
    '</table>',
  ].join('');
}

/** The padding is the cell's: Word knows none of a link. */
function printLinks([main, ...others]: readonly Link[]): string {
  if (!main) return '';
  const button = `<td bgcolor="${BUTTON.ground}" style="background:${BUTTON.ground};border-radius:8px;padding:11px 20px"><a href="${escapeHtml(main.address)}" style="color:${BUTTON.text};font-size:15px;font-weight:600;text-decoration:none">${escapeHtml(main.label)}</a></td>`;
  const rest = others.map(
    ({ label, address }) =>
      `<td style="padding:11px 0 11px 18px"><a class="link" href="${escapeHtml(address)}" style="color:${LIGHT.link};font-size:15px;text-decoration:underline">${escapeHtml(label)}</a></td>`,
  );
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr>${button}${rest.join('')}</tr></table>`;
}

function printRows(rows: readonly Row[]): string {
  return `<table class="line" width="100%" cellpadding="0" cellspacing="0" border="0" style="border-top:1px solid ${LIGHT.rule}">\n${rows.map(printRow).join('\n')}\n</table>`;
}

function printRow({ name, lines }: Row): string {
  const { muted, text, rule } = LIGHT;
  const line = `border-bottom:1px solid ${rule};font-size:14px;line-height:1.5;vertical-align:top`;
  return [
    `<tr><th class="name muted line" scope="row" align="left" width="130" style="width:130px;padding:7px 12px 7px 0;color:${muted};font-weight:400;text-align:left;${line}">${escapeHtml(name)}</th>`,
    `<td class="value text line" style="padding:7px 0;color:${text};${BREAK};${line}">${lines.map(escapeHtml).join('<br>')}</td></tr>`,
  ].join('');
}
