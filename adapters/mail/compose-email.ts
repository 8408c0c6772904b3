import { headerLine, mailbox } from './mail-header.ts';
import { quotedPrintable } from './quoted-printable.ts';

/** A PNG that the HTML shows as `cid:…`. */
export interface InlineImage {
  readonly cid: string;
  readonly png: Uint8Array;
}

export interface EmailContent {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly images: readonly InlineImage[];
}

export interface Addresses {
  /** an address, or `Name <address>` */
  readonly from: string;
  /** empty: replies go to `from` */
  readonly replyTo: string;
}

/** `=_` occurs neither in quoted-printable nor in base64 (RFC 2045, 6.7): no text can be mistaken for the end of a part. */
const ALTERNATIVE = '=_alternative';
const RELATED = '=_related';

/**
 * A mail by RFC 5322 and MIME: the text and, as its alternative, the HTML with its images. No `Date` and no `Message-ID`: SES adds
 * its own. Written here since the smallest maintained composer is as large as a third of the function.
 * @throws MalformedMailError
 */
export function composeEmail(email: EmailContent, { from, replyTo }: Addresses): Uint8Array {
  const { to, subject, headers, text, html, images } = email;
  const lines = [
    headerLine('From', mailbox(from)),
    ...(replyTo === '' ? [] : [headerLine('Reply-To', mailbox(replyTo))]),
    headerLine('To', mailbox(to)),
    headerLine('Subject', subject),
    ...Object.entries(headers).map(([name, value]) => headerLine(name, value)),
    'MIME-Version: 1.0',
  ];
  const shown = images.length === 0 ? textPart('html', html) : relatedPart(html, images);
  const body = multipart('alternative', ALTERNATIVE, [textPart('plain', text), shown]);
  return Buffer.from(`${lines.join('\r\n')}\r\n${body}\r\n`, 'latin1');
}

function relatedPart(html: string, images: readonly InlineImage[]): string {
  return multipart('related', RELATED, [textPart('html', html), ...images.map(imagePart)], '; type="text/html"');
}

function multipart(kind: string, boundary: string, parts: readonly string[], parameters = ''): string {
  const type = `Content-Type: multipart/${kind}${parameters}; boundary="${boundary}"`;
  return [type, '', ...parts.flatMap((part) => [`--${boundary}`, part]), `--${boundary}--`].join('\r\n');
}

/** Takes the shorter of both encodings: text beyond Latin grows threefold in quoted-printable. */
function textPart(kind: 'plain' | 'html', text: string): string {
  const readable = quotedPrintable(text);
  const inBase64 = base64(Buffer.from(text.replace(/\r\n|\r|\n/g, '\r\n')));
  const [encoding, body] = readable.length <= inBase64.length ? ['quoted-printable', readable] : ['base64', inBase64];
  return [`Content-Type: text/${kind}; charset=utf-8`, `Content-Transfer-Encoding: ${encoding}`, '', body].join('\r\n');
}

function imagePart({ cid, png }: InlineImage, index: number): string {
  const file = index === 0 ? 'chart.png' : `chart-${index + 1}.png`;
  return [
    `Content-Type: image/png; name="${file}"`,
    'Content-Transfer-Encoding: base64',
    headerLine('Content-ID', `<${cid}>`),
    `Content-Disposition: inline; filename="${file}"`,
    '',
    base64(Buffer.from(png)),
  ].join('\r\n');
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/.{76}(?=.)/g, '$&\r\n');
}
