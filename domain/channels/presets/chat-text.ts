const MARKUP: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Telegram's HTML mode and Slack's mrkdwn want these three characters escaped. */
export function escapeMarkup(character: string): string {
  return MARKUP[character] ?? character;
}

/** The text escaped, with `…` where it had to be cut; never in the middle of a character or of an escape. */
export function cutTo(text: string, maxLength: number, escapeCharacter: (character: string) => string): string {
  const pieces = Array.from(text, escapeCharacter);
  const escaped = pieces.join('');
  if (escaped.length <= maxLength) return escaped;
  let length = 1;
  const kept = pieces.findIndex((piece) => {
    length += piece.length;
    return length > maxLength;
  });
  return `${pieces.slice(0, kept).join('')}…`;
}
