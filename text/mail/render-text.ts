import { nameFirst } from '../format/name-first.ts';
import type { MailContent, MailSection, Picture } from './mail-content.ts';

/** The mail as plain text: all that the HTML says, except the curve of the chart. */
export function renderText(content: MailContent): string {
  const [only] = content.sections;
  const isList = content.heading !== null || !only;
  const body = isList ? [content.heading ?? '', ...content.sections.map(renderListItem)] : renderSection(only);
  const footer = [...content.footer, `Stop all mails: ${content.unsubscribe}`].join('\n');
  return `${[...body, ...content.banners, `-- \n${footer}`].filter((part) => part !== '').join('\n\n')}\n`;
}

function renderSection({ name, title, figure, picture, paragraphs, note, rows, links }: MailSection): string[] {
  return [
    `${nameFirst(name, title)}.`,
    figure ? `${figure.name}: ${figure.value}` : '',
    ...paragraphs,
    note ?? '',
    picture ? renderPicture(picture) : '',
    rows.map(({ name, lines }) => `${name}: ${lines.join(', ')}`).join('\n'),
    links.map(({ label, address }) => `${label}: ${address}`).join('\n'),
  ];
}

function renderPicture({ title, low, high, from, to }: Picture): string {
  return `${title}: low ${low}, high ${high} (${from} to ${to})`;
}

function renderListItem({ name, title, summary, note, links }: MailSection): string {
  const [link] = links;
  return [`* ${nameFirst(name, title)}`, summary, note ?? '', link ? `${link.label}: ${link.address}` : '']
    .filter((part) => part !== '')
    .join('\n  ');
}
