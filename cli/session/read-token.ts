import { decodeJwt } from 'jose';
import { CliError, EXIT } from '../terminal/exit-codes.ts';
import type { Session, SessionFile } from './session-file.ts';

/** A token that ends so soon might have ended when the API looks at it. */
const RENEW_BEFORE_END_MS = 60_000;

export interface TokenDeps {
  readonly sessions: SessionFile;
  /** @returns the new session; null when the issuer renews it no more */
  readonly renew: (session: Session) => Promise<Session | null>;
  readonly now: () => number;
}

/**
 * The token to call `origin` with, renewed when it is about to end; null when nobody is signed in there.
 * @throws CliError when it has ended and can't be renewed
 */
export async function readToken(origin: string, { sessions, renew, now }: TokenDeps): Promise<string | null> {
  const session = sessions.session(origin);
  if (!session) return null;
  if (lastsLonger(session, now())) return session.idToken;
  const renewed = session.renewal && (await renew(session));
  if (renewed) {
    sessions.save(origin, renewed);
    return renewed.idToken;
  }
  // another process may have renewed it in the meantime, which can use up the refresh token
  const other = sessions.session(origin);
  if (other && lastsLonger(other, now())) return other.idToken;
  throw new CliError('Your sign-in has ended: sign in again with `pricebell login`.', EXIT.signIn);
}

function lastsLonger({ idToken }: Session, now: number): boolean {
  return endOf(idToken) - now > RENEW_BEFORE_END_MS;
}

/** When the token ends, in ms. @throws CliError when it is no JWT */
export function endOf(token: string): number {
  try {
    const { exp } = decodeJwt(token);
    return exp === undefined ? Number.POSITIVE_INFINITY : exp * 1_000;
  } catch {
    throw new CliError('This is no ID token: it must be a JWT, three parts with dots between them.', EXIT.usage);
  }
}
