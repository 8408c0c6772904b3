import type { MailContent, MailSection, Picture } from './mail-content.ts';

/** The letter as plain text: all that the HTML says, but for the curve. */
export function renderText(letter: MailContent): string {
  const [only] = letter.sections;
  const isList = letter.heading !== null || !only;
  const body = isList ? [letter.heading ?? '', ...letter.sections.map(printItem)] : renderOnly(only);
  const footer = [...letter.footer, `Stop all mails: ${letter.unsubscribe}`].join('\n');
  return `${[...body, ...letter.banners, `-- \n${footer}`].filter((part) => part !== '').join('\n\n')}\n`;
}

function renderOnly({ title, figure, picture, paragraphs, note, rows, links }: MailSection): string[] {
  return [
    `${title}.`,
    figure ? `${figure.name}: ${figure.value}` : '',
    ...paragraphs,
    note ?? '',
    picture ? printPicture(picture) : '',
    rows.map(({ name, lines }) => `${name}: ${lines.join(', ')}`).join('\n'),
    links.map(({ label, address }) => `${label}: ${address}`).join('\n'),
  ];
}

function printPicture({ title, low, high, from, to }: Picture): string {
  return `${title}: low ${low}, high ${high} (${from} to ${to})`;
}

function printItem({ title, line, note, links }: MailSection): string {
  const [link] = links;
  return [`* ${title}`, line, note ?? '', link ? `${link.label}: ${link.address}` : '']
    .filter((part) => part !== '')
    .join('\n  ');
}
