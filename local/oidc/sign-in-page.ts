import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { addressSchema, subjectOf } from './claims.ts';

/** Where the issuer sends whoever has to sign in. */
export const SIGN_IN_PATH = '/interaction/';

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
};

/** The addresses of who has signed in, by subject. */
export type SignedIn = Map<string, string>;

/** The part of `oidc-provider` that goes on once somebody has signed in. */
interface Interactions {
  interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>;
}

/** Asks for an address and believes it: on this machine, anybody may be anyone (`npm run token`). */
export async function answerSignIn(
  { request, response }: { request: IncomingMessage; response: ServerResponse },
  { provider, signedIn }: { provider: Interactions; signedIn: SignedIn },
): Promise<void> {
  if (request.method !== 'POST') return showForm(response, 200, '');
  const { data: email, error } = addressSchema.safeParse(new URLSearchParams(await text(request)).get('email'));
  if (error) return showForm(response, 422, `<p role="alert">It ${error.issues[0]?.message}.</p>`);
  const accountId = subjectOf(email);
  signedIn.set(accountId, email);
  try {
    await provider.interactionFinished(request, response, { login: { accountId }, consent: {} });
  } catch {
    // the cookie of this sign-in is gone: it was too long ago, or another browser began it
    response
      .writeHead(400, HEADERS)
      .end('<!doctype html><title>Pricebell</title><p>This sign-in has ended. Begin again.</p>');
  }
}

function showForm(response: ServerResponse, status: number, problem: string): void {
  response.writeHead(status, HEADERS).end(`<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Pricebell on this machine: sign in</title>
<style>body{font:1rem/1.5 system-ui;max-width:24rem;margin:4rem auto;padding:0 1rem}input,button{font:inherit;padding:.4rem}</style>
<h1>Sign in</h1>${problem}
<form method="post"><label>Any e-mail address <input name="email" type="email" required autofocus></label>
<button>Sign in</button></form><p>There is no password: everything runs on this machine.</p></html>`);
}
