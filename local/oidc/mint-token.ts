import { importJWK, SignJWT } from 'jose';
import { CLIENT_ID, claimsOf, type Person, subjectOf } from './claims.ts';
import { issuerOf, readIdentity, SIGNING_ALGORITHM } from './identity.ts';

const TOKEN_VALID_FOR = '12h';

/** Makes an ID token as the local issuer does. The issuer need not run. `validFor`: such as `12h`. */
export async function mintToken(
  identityFolder: string,
  person: Person,
  validFor: string = TOKEN_VALID_FOR,
): Promise<string> {
  const identity = await readIdentity(identityFolder);
  const [jwk] = identity.keys;
  if (!jwk) throw new Error('the issuer has no key');
  return new SignJWT(claimsOf(person))
    .setProtectedHeader({ alg: SIGNING_ALGORITHM, kid: jwk.kid })
    .setIssuer(issuerOf(identity))
    .setAudience(CLIENT_ID)
    .setSubject(subjectOf(person.email))
    .setIssuedAt()
    .setExpirationTime(validFor)
    .sign(await importJWK(jwk, SIGNING_ALGORITHM));
}
