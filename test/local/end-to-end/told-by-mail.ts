import type { Mail } from './start-stack.ts';

/**
 * What the mails tell, each line as `reader: BTCUSDT crossed above 65,000.00`: triggers that fire within seconds of each
 * other come in one mail, so that what is told once may stand in a mail of its own or in a list.
 */
export function toldByMail(mails: readonly Mail[]): string[] {
  return mails.flatMap(({ to, text }) => headlinesIn(text).map((headline) => `${to}: ${headline}`));
}

function headlinesIn(text: string): string[] {
  const listed = [...text.matchAll(/^\* (.+)$/gm)].map(([, headline]) => headline ?? '');
  const [title = ''] = text.split('\n');
  return listed.length > 0 ? listed : [title.replace(/\.$/, '')];
}
