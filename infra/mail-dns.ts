/** A record as DNS providers ask for it. */
export interface DnsRecord {
  readonly name: string;
  readonly type: 'CNAME' | 'MX' | 'TXT';
  readonly value: string;
}

export const SPF_VALUE = 'v=spf1 include:amazonses.com ~all';

/** Where mail servers send bounces; SES uses the MAIL FROM domain once it has seen this record. */
export function bounceHost(region: string): string {
  return `feedback-smtp.${region}.amazonses.com`;
}

/** The records of a MAIL FROM domain: with them SPF passes for the domain of the sender (https://docs.aws.amazon.com/ses/latest/dg/mail-from.html). */
export function mailFromRecords(mailFromDomain: string, region: string): readonly DnsRecord[] {
  return [
    { name: mailFromDomain, type: 'MX', value: `10 ${bounceHost(region)}` },
    { name: mailFromDomain, type: 'TXT', value: `"${SPF_VALUE}"` },
  ];
}

/** A policy to begin with: it asks mailboxes for nothing, and the large ones want one to be there. */
export function suggestedDmarc(domain: string): DnsRecord {
  return { name: `_dmarc.${domain}`, type: 'TXT', value: '"v=DMARC1; p=none"' };
}
