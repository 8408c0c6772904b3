import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { escapeHtml } from '../../text/format/escape-html.ts';
import { addressSchema, type Person, subjectOf } from './claims.ts';
import { PAGE_HEADERS, renderPage } from './render-page.ts';

/** Where the issuer sends whoever has to sign in. */
export const SIGN_IN_PATH = '/interaction/';

/** The address of the button that needs no typing. */
const USUAL_EMAIL = 'you@example.com';

/** Who has signed in, by subject. */
export type SignedIn = Map<string, Person>;

/** The part of `oidc-provider` that knows who asked, and goes on once somebody has signed in. */
interface Interactions {
  interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<{ params: Record<string, unknown> }>;
  interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

interface SignInDeps {
  readonly provider: Interactions;
  readonly signedIn: SignedIn;
}

/**
 * Asks for an address and believes it: on this machine, anybody may be anyone (`npm run token`). A client that names the address
 * (`login_hint`) has asked already.
 */
export async function answerSignIn(exchange: Exchange, deps: SignInDeps): Promise<void> {
  try {
    if (exchange.request.method === 'POST') return await readForm(exchange, deps);
    const { params } = await deps.provider.interactionDetails(exchange.request, exchange.response);
    const { data: email } = addressSchema.safeParse(params.login_hint);
    if (email === undefined) return showForm(exchange.response, 200);
    await finish(exchange, { email, admin: false }, deps);
  } catch {
    // the cookie of this sign-in is gone: it was too long ago, or another browser began it
    const body = '<h1>This sign-in has ended</h1><p class="lead">Go back to the page and begin again.</p>';
    exchange.response.writeHead(400, PAGE_HEADERS).end(renderPage('This sign-in has ended', body));
  }
}

async function readForm(exchange: Exchange, deps: SignInDeps): Promise<void> {
  const form = new URLSearchParams(await text(exchange.request));
  const given = form.get('email') ?? '';
  const { data: email, error } = addressSchema.safeParse(given);
  if (error) return showForm(exchange.response, 422, { given, problem: `It ${error.issues[0]?.message}.` });
  await finish(exchange, { email, admin: form.has('operator') }, deps);
}

async function finish({ request, response }: Exchange, person: Person, { provider, signedIn }: SignInDeps) {
  const accountId = subjectOf(person.email);
  signedIn.set(accountId, person);
  await provider.interactionFinished(request, response, { login: { accountId }, consent: {} });
}

function showForm(response: ServerResponse, status: number, { given = '', problem = '' } = {}): void {
  const alert = problem && `<p class="problem" id="problem" role="alert">${escapeHtml(problem)}</p>`;
  const invalid = problem && ' aria-invalid="true" aria-describedby="problem"';
  response.writeHead(status, PAGE_HEADERS).end(
    renderPage(
      'Sign in',
      `<h1>Sign in</h1>
<p class="lead">Everything runs on this machine, so there is no password.</p>
<form method="post"><button class="primary" name="email" value="${USUAL_EMAIL}">Sign in as ${USUAL_EMAIL}</button></form>
<p class="or"><span>or</span></p>
<form method="post">
<label for="email">Another address</label>
<input id="email" name="email" type="email" required autocomplete="email" placeholder="name@example.com" value="${escapeHtml(given)}"${invalid}>
${alert}
<label class="check"><input type="checkbox" name="operator" value="yes">With the rights of an operator</label>
<button>Sign in</button>
</form>`,
    ),
  );
}
