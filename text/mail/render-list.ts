import { escapeHtml } from '../format/escape-html.ts';
import { nameFirst } from '../format/name-first.ts';
import type { MailSection } from './mail-content.ts';
import { LIGHT } from './mail-style.ts';

/** How much of each section a list shows. */
export interface ListDetail {
  /** characters; 0: no names */
  readonly nameLength: number;
  /** characters; 0: no notes */
  readonly noteLength: number;
  readonly hasLinks: boolean;
}

/** The rows of the card for several sections, each in a few short lines: a hundred of them must fit into a mail. */
export function renderList(heading: string, sections: readonly MailSection[], detail: ListDetail): string {
  const { text, muted } = LIGHT;
  return [
    `<tr><td class="pad muted" style="padding:22px 28px 0;color:${muted};font-size:13px;font-weight:600">Pricebell</td></tr>`,
    `<tr><td class="pad" style="padding:10px 28px 14px"><h1 class="text" style="margin:0;color:${text};font-size:22px;line-height:1.3;font-weight:700">${escapeHtml(heading)}</h1></td></tr>`,
    ...sections.map((section) => renderItem(section, detail)),
    '<tr><td style="padding:0 0 14px"></td></tr>',
  ].join('\n');
}

function renderItem(section: MailSection, { nameLength, noteLength, hasLinks }: ListDetail): string {
  const { tone, title, summary, note, links } = section;
  const { rule, muted, tones } = LIGHT;
  const [link] = hasLinks ? links : [];
  const name = nameLength > 0 && section.name ? shorten(section.name, nameLength) : null;
  const heading = `<b class="${tone}" style="color:${tones[tone]};font-size:16px">${escapeHtml(nameFirst(name, title))}</b>`;
  const linkedHeading = link
    ? `<a href="${escapeHtml(link.address)}" style="color:${tones[tone]}">${heading}</a>`
    : heading;
  const shownNote = note && noteLength > 0 ? `<br>${escapeHtml(shorten(note, noteLength))}` : '';
  return `<tr><td class="pad line" style="padding:11px 28px;border-top:1px solid ${rule};font-size:14px;line-height:1.5;overflow-wrap:anywhere">${linkedHeading}${shownNote}<br><span class="muted" style="color:${muted}">${escapeHtml(summary)}</span></td></tr>`;
}

/** Cuts between whole characters. */
function shorten(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
