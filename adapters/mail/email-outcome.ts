import { SESServiceException } from '@aws-sdk/client-ses';
import { splitMailbox } from './mail-header.ts';

/**
 * - `taken`: SES accepted the mail; `messageId` is its id there.
 * - `refused`: SES will never accept it.
 * - `not-now`: certainly not sent; a later attempt makes sense. `isUnverified`: SES waits for somebody to verify an address.
 * - `no-answer`: it may have been sent or not.
 */
export type SendOutcome =
  | { readonly outcome: 'taken'; readonly messageId: string }
  | { readonly outcome: 'refused' | 'no-answer'; readonly detail: string }
  | { readonly outcome: 'not-now'; readonly detail: string; readonly isUnverified?: true };

/** Of one mail, as `Name <address>` or an address alone. */
export interface MailParties {
  readonly from: string;
  readonly to: string;
}

type Failure = Exclude<SendOutcome, { outcome: 'taken' }>;

interface ErrorMeaning {
  readonly outcome: Failure['outcome'];
  /** the error's name in SES, without `Exception` at its end */
  readonly name: string;
  /** what the error's message must match; without it any message does */
  readonly message?: RegExp;
  /** for people who do not know SES */
  readonly reason: string | ((message: string, parties: MailParties) => string);
  readonly isUnverified?: true;
}

const OUR_ACCESS = 'SES does not accept our credentials; the operator must mend that';
const OUR_REQUEST = 'SES does not understand our request; the operator must look into it';

/**
 * What an error of SES v1 means for a raw mail; the first row that matches counts. Errors about this address or this mail are final.
 * Errors that the operator can fix, or that pass by themselves, are tried again: a late alert is better than none. An address that
 * is not verified yet is one of those, whoever it belongs to: only the operator can verify it, or leave the sandbox.
 */
const ERROR_MEANINGS: readonly ErrorMeaning[] = [
  {
    name: 'Throttling',
    message: /daily message quota/i,
    outcome: 'not-now',
    reason: 'the daily quota of mails is used up',
  },
  { name: 'Throttling', message: /sending rate/i, outcome: 'not-now', reason: 'more mails a second than SES allows' },
  { name: 'Throttling', outcome: 'not-now', reason: 'SES asks us to be slower' },
  { name: 'TooManyRequests', outcome: 'not-now', reason: 'SES asks us to be slower' },
  { name: 'LimitExceeded', outcome: 'not-now', reason: 'a limit of the SES account is reached' },
  {
    name: 'MessageRejected',
    message: /not verified|failed the check/i,
    outcome: 'not-now',
    reason: explainUnverified,
    isUnverified: true,
  },
  {
    name: 'MessageRejected',
    message: /paused|suspended/i,
    outcome: 'not-now',
    reason: 'sending is paused for the account',
  },
  {
    name: 'MessageRejected',
    message: /blacklist|suppress/i,
    outcome: 'refused',
    reason: 'the address is on the list of addresses that SES does not write to',
  },
  { name: 'MessageRejected', outcome: 'refused', reason: 'SES does not take this mail' },
  {
    name: 'MailFromDomainNotVerified',
    outcome: 'not-now',
    reason: 'the MX record of our MAIL FROM domain can not be read',
  },
  { name: 'AccountSendingPaused', outcome: 'not-now', reason: 'sending is paused for the account' },
  { name: 'ConfigurationSetSendingPaused', outcome: 'not-now', reason: 'sending is paused for the configuration set' },
  {
    name: 'ConfigurationSetDoesNotExist',
    outcome: 'not-now',
    reason: 'the configuration set is missing; a deployment makes it',
  },
  { name: 'InvalidParameterValue', outcome: 'refused', reason: 'the address or the mail is malformed' },
  {
    name: 'RequestExpired',
    outcome: 'not-now',
    reason: 'the request took too long to reach SES, or our clock is wrong',
  },
  { name: 'AccessDenied', outcome: 'not-now', reason: OUR_ACCESS },
  { name: 'NotAuthorized', outcome: 'not-now', reason: OUR_ACCESS },
  { name: 'OptInRequired', outcome: 'not-now', reason: OUR_ACCESS },
  { name: 'ExpiredToken', outcome: 'not-now', reason: OUR_ACCESS },
  { name: 'InvalidClientTokenId', outcome: 'not-now', reason: OUR_ACCESS },
  { name: 'UnrecognizedClient', outcome: 'not-now', reason: OUR_ACCESS },
  { name: 'MissingAuthenticationToken', outcome: 'not-now', reason: OUR_ACCESS },
  { name: 'IncompleteSignature', outcome: 'not-now', reason: OUR_ACCESS },
  { name: 'SignatureDoesNotMatch', outcome: 'not-now', reason: OUR_ACCESS },
  { name: 'InvalidAction', outcome: 'not-now', reason: OUR_REQUEST },
  { name: 'MissingAction', outcome: 'not-now', reason: OUR_REQUEST },
  { name: 'MissingParameter', outcome: 'not-now', reason: OUR_REQUEST },
  { name: 'InvalidParameterCombination', outcome: 'not-now', reason: OUR_REQUEST },
  { name: 'InvalidQueryParameter', outcome: 'not-now', reason: OUR_REQUEST },
  { name: 'MalformedQueryString', outcome: 'not-now', reason: OUR_REQUEST },
  { name: 'MalformedHttpRequest', outcome: 'not-now', reason: OUR_REQUEST },
  { name: 'ValidationError', outcome: 'not-now', reason: OUR_REQUEST },
  { name: 'ServiceUnavailable', outcome: 'no-answer', reason: 'SES was not available' },
  { name: 'InternalFailure', outcome: 'no-answer', reason: 'SES failed on its side' },
];

type Meaning = Omit<ErrorMeaning, 'name' | 'message'>;
const SERVER_ERROR: Meaning = {
  outcome: 'no-answer',
  reason: 'SES failed on its side',
};
const UNKNOWN_REFUSAL: Meaning = { outcome: 'not-now', reason: 'SES did not take it' };

/** Codes of Node's errors for a connection that was never made: no byte of the request has left. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
]);
/** The message of `@smithy/node-http-handler`; this error has no code. */
const CONNECTION_TIMEOUT = /did not establish a connection/;

/** The outcome for a mail whose sending threw. */
export function outcomeOf(error: unknown, parties: MailParties): Failure {
  if (error instanceof SESServiceException) return outcomeOfService(error, parties);
  const description = describeError(error);
  if (isBeforeSending(error)) return { outcome: 'not-now', detail: `SES could not be reached (${description})` };
  return { outcome: 'no-answer', detail: `SES did not answer (${description})` };
}

function outcomeOfService({ name, message, $metadata }: SESServiceException, parties: MailParties): Failure {
  const bare = name.replace(/Exception$/, '');
  const row = ERROR_MEANINGS.find((it) => it.name === bare && (!it.message || it.message.test(message)));
  const isServerError = ($metadata.httpStatusCode ?? 0) >= 500;
  const { outcome, reason, isUnverified } = row ?? (isServerError ? SERVER_ERROR : UNKNOWN_REFUSAL);
  const why = typeof reason === 'string' ? reason : reason(message, parties);
  const detail = `${why} (${name}: ${message})`;
  return outcome === 'not-now' && isUnverified ? { outcome, detail, isUnverified } : { outcome, detail };
}

/** SES lists the identities that are not verified, which can be whole mailboxes, as text: we look for the two that can be meant. */
function explainUnverified(message: string, parties: MailParties): string {
  const listed = message.toLowerCase().split(/[\s<>,;"]+/);
  const isListed = (address: string) => listed.includes(address) || listed.includes(address.replace(/^.*@/, ''));
  const [from, to] = [parties.from, parties.to].map((party) => splitMailbox(party).address.toLowerCase());
  if (from && isListed(from)) {
    return `no mail can leave from ${from} yet; the operator must follow the link that SES sent there, or add the DNS records of its domain`;
  }
  if (to && isListed(to)) {
    return `the SES sandbox lets no mail go to ${to} yet; the operator must verify the address, or ask AWS for production access`;
  }
  return 'an address of this mail is not verified at SES yet; the operator must verify it';
}

function isBeforeSending(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'CredentialsProviderError' || CONNECTION_TIMEOUT.test(error.message)) return true;
  // Node tries each address of a host, and reports an error for each
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(isBeforeSending);
  return 'code' in error && typeof error.code === 'string' && NEVER_CONNECTED.has(error.code);
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code}: ` : '';
  return `${code}${error.message || error.name}`;
}
