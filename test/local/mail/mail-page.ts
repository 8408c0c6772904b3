import { type ParsedMail, simpleParser } from 'mailparser';

/** Parses the raw bytes of a mail with a library. Images stay attachments: the HTML keeps its `cid:` addresses. */
export function parseMail(raw: Uint8Array): Promise<ParsedMail> {
  return simpleParser(Buffer.from(raw), { skipImageLinks: true });
}

/** The HTML as a mail program shows it: each `cid:` address becomes the image of that name. */
export function toPage({ html, attachments }: ParsedMail): string {
  if (html === false) throw new Error('the mail has no HTML');
  return html.replace(/(["'])cid:([^"']+)\1/g, (_, quote: string, cid: string) => {
    const image = attachments.find((it) => it.cid === cid);
    if (!image) throw new Error(`the HTML shows ${cid}, which is not in the mail`);
    return `${quote}data:${image.contentType};base64,${image.content.toString('base64')}${quote}`;
  });
}
