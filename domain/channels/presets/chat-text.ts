const MARKUP: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Telegram's HTML mode and Slack's mrkdwn want these three characters escaped, and so does HTML between tags. */
export function escapeMarkup(character: string): string {
  return MARKUP[character] ?? character;
}

/** The text escaped, with `…` where it had to be cut; never in the middle of a character or of an escape. */
export function cutTo(text: string, maxLength: number, escapeCharacter = (character: string) => character): string {
  return cutPieces(Array.from(text, escapeCharacter), maxLength, ({ length }) => length);
}

/** The same, where the limit is that of bytes in JSON, as UTF-8: at least as many as those of the text itself. */
export function cutToBytes(text: string, maxBytes: number, escapeCharacter = (character: string) => character): string {
  return cutPieces(Array.from(text, escapeCharacter), maxBytes, (piece) => jsonBytes(piece) - 2);
}

export function jsonBytes(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

function cutPieces(pieces: readonly string[], max: number, sizeOf: (piece: string) => number): string {
  const whole = pieces.join('');
  if (sizeOf(whole) <= max) return whole;
  let size = sizeOf('…');
  const kept = pieces.findIndex((piece) => {
    size += sizeOf(piece);
    return size > max;
  });
  return `${pieces.slice(0, kept).join('')}…`;
}
