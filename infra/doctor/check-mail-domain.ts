import {
  GetIdentityDkimAttributesCommand,
  GetIdentityMailFromDomainAttributesCommand,
  type SESClient,
} from '@aws-sdk/client-ses';
import providers from 'email-providers/all.json' with { type: 'json' };
import { type Config, domainOf, PLACEHOLDER_SENDER } from '../config.ts';
import { bounceHost, SPF_VALUE, suggestedDmarc } from '../mail-dns.ts';
import { type Dns, lookUp, NoNameServerError, readDmarcPolicy } from './dns.ts';
import { type Finding, note, ok } from './finding.ts';

const ABOUT = 'mail domain';
const PROVIDERS = new Set(providers);

interface MailClients {
  readonly ses: SESClient;
  readonly dns: Dns;
}

/** Whether mailboxes can see that the mails come from who owns the sender's domain: SES's keys (DKIM), its MAIL FROM domain (SPF), DMARC. */
export async function checkMailDomain(clients: MailClients, config: Config): Promise<Finding> {
  try {
    return await lookAtDomain(clients, config);
  } catch (error) {
    if (!(error instanceof NoNameServerError)) throw error;
    return note(ABOUT, `The DNS records can't be looked up from here (${error.message}).`);
  }
}

async function lookAtDomain(clients: MailClients, config: Config): Promise<Finding> {
  const { senderAddress, senderDomain, mailFromDomain } = config;
  if (senderAddress === PLACEHOLDER_SENDER) return note(ABOUT, 'Without a sender there is no domain to look at.');
  if (!senderDomain || !mailFromDomain) return checkAddressAlone(clients, domainOf(senderAddress));
  const dkim = await readDkim(clients.ses, senderDomain);
  if (!dkim) return note(ABOUT, `SES has no keys of ${senderDomain} yet. Look again after the deploy.`);
  const problems = [
    ...(dkim.status === 'Success' ? [] : [`SES has not seen the keys yet (${dkim.status})`]),
    ...(await missingKeys(clients.dns, senderDomain, dkim.tokens)),
    ...(await missingMailFrom(clients, config, { domain: senderDomain, mailFromDomain })),
    ...(await missingDmarc(clients.dns, senderDomain)),
  ];
  if (problems.length === 0) return ok(ABOUT, `Mails are signed for ${senderDomain}, and bounce to ${mailFromDomain}.`);
  return note(ABOUT, `Until this is mended, mails may be taken for spam: ${problems.join('; ')}.`);
}

/** A mail from an address alone is signed for amazonses.com: to a mailbox it may be anyone's. */
async function checkAddressAlone({ ses, dns }: MailClients, domain: string): Promise<Finding> {
  const remedy = 'With -c senderDomain=<a domain of yours> they are signed for it.';
  if (PROVIDERS.has(domain)) {
    return note(ABOUT, `Only its provider can sign mails from ${domain}: yours go to spam, or are refused. ${remedy}`);
  }
  const dkim = await readDkim(ses, domain);
  if (dkim?.status === 'Success') return ok(ABOUT, `SES knows ${domain}, and signs mails for it.`);
  const policy = await readDmarcPolicy(dns, domain);
  if (policy === 'quarantine' || policy === 'reject') {
    const fate = policy === 'reject' ? 'refuse' : 'put among spam';
    return note(
      ABOUT,
      `${domain} asks mailboxes to ${fate} what is not signed for it, as your mails are not. ${remedy}`,
    );
  }
  return note(ABOUT, `Mails are not signed for ${domain}: large mailboxes may put them among spam. ${remedy}`);
}

/** null: SES does not know the domain. */
async function readDkim(ses: SESClient, domain: string): Promise<{ status: string; tokens: string[] } | null> {
  const { DkimAttributes = {} } = await ses.send(new GetIdentityDkimAttributesCommand({ Identities: [domain] }));
  const { DkimVerificationStatus: status, DkimTokens: tokens = [] } = DkimAttributes[domain] ?? {};
  return status && status !== 'NotStarted' ? { status, tokens } : null;
}

async function missingKeys(dns: Dns, domain: string, tokens: readonly string[]): Promise<string[]> {
  const problems = tokens.map(async (token) => {
    const name = `${token}._domainkey.${domain}`;
    const found = await lookUp(() => dns.resolveCname(name));
    const isThere = found.some((target) => target.startsWith(`${token}.dkim.`));
    return isThere ? [] : [`DNS has no CNAME ${name} to ${token}.dkim.amazonses.com`];
  });
  return (await Promise.all(problems)).flat();
}

async function missingMailFrom(
  { ses, dns }: MailClients,
  { region }: Config,
  { domain, mailFromDomain }: { domain: string; mailFromDomain: string },
): Promise<string[]> {
  const command = new GetIdentityMailFromDomainAttributesCommand({ Identities: [domain] });
  const { MailFromDomainAttributes = {} } = await ses.send(command);
  const status = MailFromDomainAttributes[domain]?.MailFromDomainStatus;
  const servers = await lookUp(() => dns.resolveMx(mailFromDomain));
  const texts = await lookUp(() => dns.resolveTxt(mailFromDomain));
  const isBounceHost = servers.length === 1 && servers[0]?.exchange.toLowerCase() === bounceHost(region);
  const hasSpf = texts.some((parts) => /^v=spf1 .*\binclude:amazonses\.com\b/i.test(parts.join('')));
  return [
    ...(status === 'Success' ? [] : [`SES does not use ${mailFromDomain} yet (${status ?? 'not set'})`]),
    ...(isBounceHost ? [] : [`${mailFromDomain} needs one MX record, 10 ${bounceHost(region)}`]),
    ...(hasSpf ? [] : [`${mailFromDomain} has no TXT record "${SPF_VALUE}"`]),
  ];
}

async function missingDmarc(dns: Dns, domain: string): Promise<string[]> {
  const { name, value } = suggestedDmarc(domain);
  return (await readDmarcPolicy(dns, domain))
    ? []
    : [`no DMARC record says what is to become of other mails: TXT ${name} ${value}`];
}
