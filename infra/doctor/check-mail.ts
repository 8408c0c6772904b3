import {
  GetIdentityVerificationAttributesCommand,
  GetSendQuotaCommand,
  paginateListIdentities,
  type SESClient,
} from '@aws-sdk/client-ses';
import { type Config, PLACEHOLDER_SENDER } from '../config.ts';
import { type Finding, note, ok, stop } from './finding.ts';

/** The quota in the SES sandbox; outside it is larger. */
const SANDBOX_MAILS_A_DAY = 200;

/** Checks the sender as far as that works without an account. */
export function checkSenderIsGiven({ senderAddress }: Config): Finding[] {
  if (senderAddress !== PLACEHOLDER_SENDER) return [];
  const remedy = 'Deploy with -c senderAddress=<an address that you can open>.';
  return [note('sender', `No sender is given, so no mail can leave. ${remedy}`)];
}

/**
 * Checks whether SES sends mails from the sender, and whether a deploy can create its identity. `owned`: the identities that the stack
 * has made.
 */
export async function checkSender(ses: SESClient, config: Config, owned: readonly string[]): Promise<Finding> {
  const about = 'sender';
  const [missing] = checkSenderIsGiven(config);
  if (missing) return missing;
  const identity = config.senderDomain ?? config.senderAddress;
  const says = config.senderDomain ? ofDomain(identity, config) : ofAddress(identity, config);
  if (!(await isKnown(ses, identity))) return note(about, says.isMade);
  if (!owned.some((one) => one.toLowerCase() === identity.toLowerCase())) {
    return stop(about, `SES knows ${identity} already, and a deploy can't make it a second time. ${says.instead}`);
  }
  const status = await statusOf(ses, identity);
  if (status === 'Success') return ok(about, `SES lets mails leave from ${config.senderAddress}.`);
  return note(
    about,
    `${says.isWaitedFor(status)} No alert is mailed before; those that fire meanwhile wait for 48 hours.`,
  );
}

/** The settings with the sender that is deployed, whatever they say. `identity`: an address or a domain. */
export function withDeployedSender(config: Config, identity: string | undefined): Config {
  if (identity === undefined) return config;
  if (identity.includes('@')) return { ...config, senderAddress: identity, senderDomain: undefined };
  if (config.senderDomain === identity) return config;
  return { ...config, senderAddress: `alerts@${identity}`, senderDomain: identity, mailFromDomain: `mail.${identity}` };
}

/** What the doctor says about an identity: that the deploy makes it, what to do if it is there, that SES waits for it. */
interface IdentityWords {
  readonly isMade: string;
  readonly instead: string;
  readonly isWaitedFor: (status: string) => string;
}

function ofAddress(address: string, { region }: Config): IdentityWords {
  return {
    isMade: `The deploy makes SES send ${address} a link, which must be followed within a day; no alert is mailed before.`,
    instead: `Remove it (\`aws ses delete-identity --region ${region} --identity ${address}\`; the deploy makes it again and SES sends its link), or use another sender.`,
    isWaitedFor: (status) =>
      `SES waits for ${address} to follow the link that it sent (${status}). Look among the spam; \`aws ses verify-email-identity --region ${region} --email-address ${address}\` sends it again.`,
  };
}

function ofDomain(domain: string, { senderAddress, hostedZoneId }: Config): IdentityWords {
  const records = hostedZoneId
    ? `writes the DNS records of ${domain} to the hosted zone ${hostedZoneId}`
    : `prints the DNS records of ${domain} (DnsRecord1 and so on), which must be added`;
  return {
    isMade: `The deploy ${records}; no alert is mailed before SES has seen them.`,
    instead: `Leave -c senderDomain out: with -c senderAddress=${senderAddress} mails are signed for the domain that SES knows.`,
    isWaitedFor: (status) =>
      `SES has not seen the DNS records of ${domain} yet (${status}): it looks for them for three days, and then they must be asked for again (console: SES, Identities).`,
  };
}

/** Reads the list of identities: the status that SES returns for an unknown one is not reliable. */
async function isKnown(ses: SESClient, identity: string): Promise<boolean> {
  const wanted = identity.toLowerCase();
  const IdentityType = identity.includes('@') ? 'EmailAddress' : 'Domain';
  for await (const { Identities = [] } of paginateListIdentities({ client: ses }, { IdentityType })) {
    if (Identities.some((one) => one.toLowerCase() === wanted)) return true;
  }
  return false;
}

async function statusOf(ses: SESClient, identity: string): Promise<string> {
  const command = new GetIdentityVerificationAttributesCommand({ Identities: [identity] });
  const { VerificationAttributes = {} } = await ses.send(command);
  return VerificationAttributes[identity]?.VerificationStatus ?? 'unknown';
}

/** In the sandbox mails go to verified addresses only. */
export async function checkSandbox(ses: SESClient, { region }: Config): Promise<Finding> {
  const about = 'mails';
  const { Max24HourSend = 0, MaxSendRate = 0, SentLast24Hours = 0 } = await ses.send(new GetSendQuotaCommand({}));
  const unlimited = Max24HourSend === -1;
  if (unlimited || Max24HourSend > SANDBOX_MAILS_A_DAY) {
    const most = unlimited ? 'as many mails a day as it likes' : `${Max24HourSend} mails a day`;
    return ok(
      about,
      `The account may send ${most}, ${MaxSendRate} a second; ${SentLast24Hours} went out since yesterday.`,
    );
  }
  return note(
    about,
    `SES is in its sandbox: ${Max24HourSend} mails a day, ${MaxSendRate} a second, and only to addresses that are verified too. Verify each recipient (\`aws ses verify-email-identity --region ${region} --email-address …\`), or ask for production access (console: SES, Account dashboard).`,
  );
}
