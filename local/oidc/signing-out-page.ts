import { createHash } from 'node:crypto';
import { PAGE_HEADERS, renderPage } from './render-page.ts';

const SUBMIT = 'document.forms[0].submit()';
const SUBMIT_HASH = createHash('sha256').update(SUBMIT).digest('base64');
const POLICY = `${PAGE_HEADERS['content-security-policy']}; script-src 'sha256-${SUBMIT_HASH}'`;

interface Context {
  body: string;
  set(headers: Readonly<Record<string, string>>): void;
}

/** Whoever signs out on the page is not asked again, as with Cognito: the provider's form submits itself. `form` is its HTML. */
export function showSigningOut(context: Context, form: string): void {
  const fields =
    '<input type="hidden" name="logout" value="yes"><noscript><button class="primary">Sign out</button></noscript>';
  context.set({ ...PAGE_HEADERS, 'content-security-policy': POLICY });
  context.body = renderPage(
    'Signing out',
    `<h1>Signing out…</h1>${form.replace('</form>', `${fields}</form>`)}<script>${SUBMIT}</script>`,
  );
}
