/** The name of the part of an address that opens a filled form. */
export const SHARED_NAME = 'new';

/** What may stand in a query as it is: the link stays readable. */
const READABLE: Readonly<Record<string, string>> = { '%3A': ':', '%3B': ';', '%2C': ',' };

/** `https://…/?new=coin:BTCUSDT;when:price,crosses-above,65000` */
export function sharedAddress(origin: string, linkText: string): string {
  const query = encodeURIComponent(linkText).replace(/%(?:3A|3B|2C)/g, (code) => READABLE[code] ?? code);
  return `${origin}/?${SHARED_NAME}=${query}`;
}
