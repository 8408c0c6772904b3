import type { Mail } from './start-stack.ts';

/**
 * The triggers in the mails, as `recipient: BTCUSDT crossed above 65,000.00`. Triggers that fire within seconds come in one mail, so
 * that a trigger is either a mail's title or a line of its list.
 */
export function mailedLines(mails: readonly Mail[]): string[] {
  return mails.flatMap(({ to, text }) => headlinesIn(text).map((headline) => `${to}: ${headline}`));
}

function headlinesIn(text: string): string[] {
  const listed = [...text.matchAll(/^\* (.+)$/gm)].map(([, headline]) => headline ?? '');
  const [title = ''] = text.split('\n');
  return listed.length > 0 ? listed : [title.replace(/\.$/, '')];
}
