import { promises } from 'node:dns';

const TIMEOUT_MS = 2_000;
const TRIES = 2;

export type Dns = Pick<promises.Resolver, 'resolveCname' | 'resolveMx' | 'resolveTxt'>;

/** Asks the name servers of this machine. */
export function makeDns(): Dns {
  return new promises.Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
}

/** No name server gave an answer. */
export class NoNameServerError extends Error {
  override readonly name = 'NoNameServerError';
}

/** A name server's answer that there is no such name, or no record of this type. */
const NOTHING = new Set(['ENOTFOUND', 'ENODATA']);

/** The records of an answer; none if there are none. @throws NoNameServerError */
export async function lookUp<Found>(ask: () => Promise<Found[]>): Promise<Found[]> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && 'code' in error && NOTHING.has(String(error.code))) return [];
    throw new NoNameServerError(error instanceof Error ? error.message : String(error));
  }
}

export type DmarcPolicy = 'none' | 'quarantine' | 'reject';

/**
 * What the owner of a domain asks mailboxes to do with mails that are not signed for it; null without a record. The record is the domain's,
 * or that of the next domain above it that has one (https://datatracker.ietf.org/doc/draft-ietf-dmarc-dmarcbis/, "DNS Tree Walk"), whose
 * `sp` is for domains below it.
 */
export async function readDmarcPolicy(dns: Dns, domain: string): Promise<DmarcPolicy | null> {
  for (let parent = domain; parent.includes('.'); parent = parent.slice(parent.indexOf('.') + 1)) {
    const texts = await lookUp(() => dns.resolveTxt(`_dmarc.${parent}`));
    const records = texts.map((parts) => parts.join('')).filter((text) => /^v=DMARC1\b/i.test(text));
    const [record] = records;
    // more than one is as good as none
    if (record !== undefined && records.length === 1) return policyOf(record, parent === domain);
  }
  return null;
}

/** What is not a policy counts as `none`. */
function policyOf(record: string, isOwn: boolean): DmarcPolicy {
  const tags = new Map(record.split(';').map((tag) => splitTag(tag.trim().toLowerCase())));
  const policy = (isOwn ? undefined : tags.get('sp')) ?? tags.get('p');
  return policy === 'quarantine' || policy === 'reject' ? policy : 'none';
}

function splitTag(tag: string): [string, string] {
  const [name = '', value = ''] = tag.split('=');
  return [name.trim(), value.trim()];
}
