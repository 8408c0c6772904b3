import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { Config } from '../config.ts';
import { type Finding, note, ok, stop } from './finding.ts';

const ABOUT = 'credentials';

export interface Identity {
  /** null without valid credentials, or when AWS can't be reached */
  readonly account: string | null;
  readonly findings: readonly Finding[];
}

/** Finds out who would deploy, and to which account. */
export async function checkIdentity(sts: STSClient, { region }: Config): Promise<Identity> {
  try {
    const { Account = '', Arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
    const isRoot = Arn.endsWith(':root');
    const who = isRoot
      ? note(ABOUT, `You act as the root user of account ${Account}. It works; a user or role of your own is safer.`)
      : ok(ABOUT, `You act in account ${Account} as ${Arn}.`);
    return { account: Account, findings: [who] };
  } catch (error) {
    return { account: null, findings: [stop(ABOUT, explain(error, region))] };
  }
}

const AFTER = 'Then run this again; without credentials nothing else can be looked at.';

function explain(error: unknown, region: string): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    return `There are no AWS credentials here. Run \`aws configure\` or \`aws sso login\`, or set AWS_PROFILE. ${AFTER}`;
  }
  if (name.startsWith('ExpiredToken') || name === 'RequestExpired') {
    return `The AWS credentials have expired. Sign in again (\`aws sso login\`, or new keys). ${AFTER}`;
  }
  if (REFUSED.includes(name)) {
    return `AWS does not take these credentials in ${region} (${name}). Is the key right, and is the region switched on for the account (console: Account, AWS Regions)? ${AFTER}`;
  }
  return `AWS can't be asked who you are: ${message}. Is there a network, and is ${region} a region of AWS? ${AFTER}`;
}

const REFUSED: readonly string[] = [
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'AccessDenied',
  'AccessDeniedException',
  'IncompleteSignature',
];
