import { domainToASCII } from 'node:url';

/** Lines should not be longer (RFC 5322, 2.1.1). */
const MAX_LINE = 76;
/** An encoded word has at most 75 characters, 12 of them around the base64 (RFC 2047, 2). */
const MAX_WORD_BYTES = 45;

const PLAIN = /^[\x20-\x7e]*$/;
const NAME = /^[A-Za-z][A-Za-z0-9-]*$/;
const ADDRESS = /^(?:"[^"\\\r\n]+"|[^\s@<>,;:"\\()[\]]+)@[A-Za-z0-9.-]+$/;

/** A header can't be written from this value, so there is no mail. */
export class MalformedMailError extends Error {
  override readonly name = 'MalformedMailError';
}

/**
 * `Name: value`, folded at blanks. A value beyond ASCII becomes encoded words. Line breaks are removed, so that no text can add a
 * header of its own.
 * @throws MalformedMailError
 */
export function headerLine(name: string, value: string): string {
  if (!NAME.test(name)) throw new MalformedMailError(`${name} is no name of a header`);
  const oneLine = onOneLine(value);
  return fold(`${name}: ${isPlain(oneLine) ? oneLine : encodedWords(oneLine)}`);
}

/** `Name <address>` or an address alone, as headers and the envelope need it. @throws MalformedMailError */
export function mailbox(text: string): string {
  const { name, address } = splitMailbox(text);
  const plain = addressOf(address);
  const bare = onOneLine((name ?? '').replace(/^"(.*)"$/, '$1'));
  if (bare === '') return plain;
  return `${isPlain(bare) ? quoted(bare) : encodedWords(bare)} <${plain}>`;
}

/** False where `mailbox` would throw. */
export function isMailbox(text: string): boolean {
  try {
    mailbox(text);
    return true;
  } catch (error) {
    if (error instanceof MalformedMailError) return false;
    throw error;
  }
}

/** The address of `Name <address>`, or the text itself; not checked. */
export function splitMailbox(text: string): { readonly name?: string; readonly address: string } {
  const { name = '', address } = /^\s*(?<name>.*?)\s*<(?<address>[^<>]*)>\s*$/s.exec(text)?.groups ?? {};
  return address === undefined ? { address: text } : { name, address };
}

/** A line of blanks alone would end the headers. */
function onOneLine(text: string): string {
  return text.replace(/[\p{Cc} ]+/gu, ' ').trim();
}

/** With a domain beyond ASCII in its ASCII form (punycode). */
function addressOf(text: string): string {
  const at = text.lastIndexOf('@');
  const address = `${text.slice(0, at)}@${domainToASCII(text.slice(at + 1))}`;
  if (!PLAIN.test(address) || !ADDRESS.test(address)) throw new MalformedMailError(`${text} is no address`);
  return address;
}

function quoted(name: string): string {
  return /^[A-Za-z0-9 ]+$/.test(name) ? name : `"${name.replace(/["\\]/g, '\\$&')}"`;
}

/** Text that looks like an encoded word would be read as one. */
function isPlain(text: string): boolean {
  return PLAIN.test(text) && !text.includes('=?');
}

/** RFC 2047. Readers ignore the blanks between encoded words, so a long text becomes several. Cut between whole characters. */
function encodedWords(text: string): string {
  const words: string[] = [''];
  for (const character of text) {
    const last = words.at(-1) ?? '';
    if (Buffer.byteLength(last + character) <= MAX_WORD_BYTES) words[words.length - 1] = last + character;
    else words.push(character);
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join(' ');
}

function fold(header: string): string {
  const lines: string[] = [];
  let line = '';
  for (const [i, word] of header.split(' ').entries()) {
    // the second word stays beside the header's name: some servers do not accept a first line without a value
    if (i > 1 && line.length + 1 + word.length > MAX_LINE) {
      lines.push(line);
      line = word;
    } else line = i === 0 ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\r\n ');
}
