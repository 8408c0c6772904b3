/** Its host, or port, must not be called. */
export class ForbiddenTargetError extends Error {
  override readonly name = 'ForbiddenTargetError';
}

/** A person may name any public host, so nothing here says whether a port of it is open, closed or filtered. */
export const NOT_REACHED = 'it could not be reached';

/** What the public DNS says of a name to everybody. */
const LOOKUP_ANSWERS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its host has no address',
  EBADNAME: 'its host has no address',
  ENODATA: 'its host has no IPv4 address',
  ESERVFAIL: 'its host could not be looked up',
  EREFUSED: 'its host could not be looked up',
  EFORMERR: 'its host could not be looked up',
  ENOTIMP: 'its host could not be looked up',
  EBADRESP: 'its host could not be looked up',
};

/** The look-up of its name failed; the cause has a code of `node:dns`. */
export class LookupError extends Error {
  override readonly name = 'LookupError';
  /** False: no name server has said anything in time. That may be the fault of ours, and says nothing of the receiver. */
  readonly isAnswer: boolean;

  constructor(cause: unknown) {
    const answer = LOOKUP_ANSWERS[codeOf(cause)];
    super(answer ?? 'its name could not be resolved in time', { cause });
    this.isAnswer = answer !== undefined;
  }
}

/** Only a port that speaks TLS shows a certificate. */
const CERTIFICATE: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an authority that is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by an authority that is not known',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by an authority that is not known',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
};
const OTHER_CERTIFICATE = /^(CERT_|UNABLE_TO_|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_EXCEEDED$)/;
/** A TLS alert of the other side: it speaks TLS, and refuses ours. */
const TLS_ALERT = /^ERR_SSL_.*_ALERT_/;

/** What went wrong before TLS was up, in our own words; never an address. */
export function explainNotReached(error: unknown): string {
  if (error instanceof ForbiddenTargetError || error instanceof LookupError) return error.message;
  const code = codeOf(error);
  const known = CERTIFICATE[code];
  if (known !== undefined) return known;
  if (OTHER_CERTIFICATE.test(code)) return 'its certificate is not valid';
  return TLS_ALERT.test(code) ? 'it refused the TLS handshake' : NOT_REACHED;
}

/** What went wrong after TLS was up, and before a status came. */
export function explainNoAnswer(error: unknown): string {
  if (error instanceof Error && error.name === 'AbortError') return 'no answer in time';
  return codeOf(error).startsWith('HPE_') ? 'its answer is no HTTP' : 'it closed the connection without an answer';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
