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

/** Checks whether SES sends mails from the sender, and whether a deploy can create its identity. */
export async function checkSender(ses: SESClient, config: Config, ownedByStack: string | null): Promise<Finding> {
  const about = 'sender';
  const [missing] = checkSenderIsGiven(config);
  if (missing) return missing;
  const { senderAddress } = config;
  if (!(await isKnown(ses, senderAddress))) {
    return note(
      about,
      `The deploy makes SES send ${senderAddress} a link, which must be followed within a day; no alert is mailed before.`,
    );
  }
  if (ownedByStack?.toLowerCase() !== senderAddress.toLowerCase()) {
    return stop(
      about,
      `SES knows ${senderAddress} already, and a deploy can't make it a second time. Remove it (\`aws ses delete-identity --identity ${senderAddress}\`; the deploy makes it again and SES sends its link), or use another sender.`,
    );
  }
  const status = await statusOf(ses, senderAddress);
  if (status === 'Success') return ok(about, `SES lets mails leave from ${senderAddress}.`);
  return note(
    about,
    `SES waits for ${senderAddress} to follow the link that it sent (${status}). Look among the spam; \`aws ses verify-email-identity --email-address ${senderAddress}\` sends it again. Until then no alert is mailed.`,
  );
}

/** Reads the list of identities: the status that SES returns for an unknown address is not reliable. */
async function isKnown(ses: SESClient, address: string): Promise<boolean> {
  const wanted = address.toLowerCase();
  for await (const { Identities = [] } of paginateListIdentities({ client: ses }, { IdentityType: 'EmailAddress' })) {
    if (Identities.some((identity) => identity.toLowerCase() === wanted)) return true;
  }
  return false;
}

async function statusOf(ses: SESClient, address: string): Promise<string> {
  const command = new GetIdentityVerificationAttributesCommand({ Identities: [address] });
  const { VerificationAttributes = {} } = await ses.send(command);
  return VerificationAttributes[address]?.VerificationStatus ?? 'unknown';
}

/** In the sandbox mails go to verified addresses only. */
export async function checkSandbox(ses: SESClient): Promise<Finding> {
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
    `SES is in its sandbox: ${Max24HourSend} mails a day, ${MaxSendRate} a second, and only to addresses that are verified too. Verify each recipient (\`aws ses verify-email-identity --email-address …\`), or ask for production access (console: SES, Account dashboard).`,
  );
}
