const MAX_LINE = 76;
const HEX = Array.from({ length: 256 }, (_, byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`);

/** RFC 2045, 6.7: text in lines of at most 76 printable characters. Line breaks of the text become CRLF. */
export function quotedPrintable(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => breakSoftly(piecesOf(line)))
    .join('\r\n');
}

/** The encoding of each byte of a line. A blank at its end is encoded, since servers remove such blanks. */
function piecesOf(line: string): string[] {
  const bytes = Buffer.from(line);
  return Array.from(bytes, (byte, i) => {
    const isBlank = byte === 0x20 || byte === 0x09;
    const isPlain = byte > 0x20 && byte < 0x7f && byte !== 0x3d;
    return isPlain || (isBlank && i < bytes.length - 1) ? String.fromCharCode(byte) : (HEX[byte] ?? '');
  });
}

/** A `=` at the end of a line joins it to the next one. */
function breakSoftly(pieces: readonly string[]): string {
  const lines: string[] = [];
  let line = '';
  for (const [i, piece] of pieces.entries()) {
    const room = i === pieces.length - 1 ? MAX_LINE : MAX_LINE - 1;
    if (line.length + piece.length > room) {
      lines.push(`${line}=`);
      line = '';
    }
    line += piece;
  }
  return [...lines, line].join('\r\n');
}
