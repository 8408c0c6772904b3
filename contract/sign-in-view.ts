import * as z from 'zod';

/** What a client asks the issuer for: an ID token with a verified address. */
export const SIGN_IN_SCOPES = ['openid', 'email'] as const;

/**
 * Where the issuer may send the browser of somebody who signs in from a terminal: to that machine itself (RFC 8252). Cognito compares the
 * port too, and takes HTTP for `localhost` alone; another program may use a port, so there are three. Below the ports that systems assign.
 */
export const TERMINAL_REDIRECTS = [14_587, 14_588, 14_589].map((port) => `http://localhost:${port}/callback`);

/** Where and as which client to sign in. All of it is public. */
export const signInViewSchema = z
  .strictObject({
    issuer: z
      .string()
      .meta({ description: 'the `iss` of the tokens that the API accepts; its discovery document says the rest' }),
    clientId: z
      .string()
      .meta({ description: 'the `aud` of the tokens that the API accepts; the client has no secret' }),
    scopes: z.array(z.string()),
    redirectUris: z.array(z.string()).meta({ description: 'for programs in a terminal, with PKCE' }),
  })
  .meta({ id: 'SignIn' });
export type SignInView = z.infer<typeof signInViewSchema>;

export function viewSignIn({ issuer, clientId }: Pick<SignInView, 'issuer' | 'clientId'>): SignInView {
  return { issuer, clientId, scopes: [...SIGN_IN_SCOPES], redirectUris: [...TERMINAL_REDIRECTS] };
}
