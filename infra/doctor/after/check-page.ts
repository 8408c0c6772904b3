import * as z from 'zod';
import { PAGE_CONFIG_PATH } from '../../../contract/page-config.ts';
import { pageHeaders } from '../../../contract/page-headers.ts';
import { type Finding, note, ok, stop, wait } from '../finding.ts';
import { whyNoAnswer } from './why-no-answer.ts';

const ABOUT = 'page';
const ANSWER_WITHIN_MS = 10_000;

const configSchema = z.looseObject({
  issuer: z.string(),
  clientId: z.string(),
  apiUrl: z.string(),
  liveUrl: z.string(),
});

export interface PageFacts {
  /** with a slash at the end */
  readonly pageUrl: string;
  readonly issuer: string | undefined;
  readonly clientId: string | undefined;
}

/** Whether a browser gets the page, its headers and its settings, and reaches API and socket on the page's own origin. */
export async function checkPage({ pageUrl, issuer, clientId }: PageFacts): Promise<Finding> {
  const origin = pageUrl.replace(/\/$/, '');
  try {
    const page = await ask(pageUrl);
    if (!page.ok || !(await page.text()).includes('<title>Pricebell'))
      return wait(ABOUT, `${pageUrl} answers ${page.status}, and not with the page.`);
    const missing = Object.keys(pageHeaders([])).filter((name) => !page.headers.has(name));
    if (missing.length > 0) return stop(ABOUT, `The page comes without ${missing.join(', ')}. Deploy again.`);

    const { data: config } = configSchema.safeParse(await (await ask(`${origin}${PAGE_CONFIG_PATH}`)).json());
    if (config?.issuer !== issuer || config?.clientId !== clientId)
      return stop(ABOUT, `${origin}${PAGE_CONFIG_PATH} names another sign-in than the stack has. Deploy again.`);

    const api = await ask(`${origin}${config?.apiUrl}/health`);
    if (!api.headers.get('content-type')?.includes('json'))
      return stop(ABOUT, `${origin}${config?.apiUrl} is not the API. Deploy again.`);
    await openSocket(`${origin.replace(/^http/, 'ws')}${config?.liveUrl}`);
    return ok(ABOUT, `${pageUrl} answers, with its API and its live socket. Open it.`);
  } catch (error) {
    return wait(
      ABOUT,
      `${origin} does not answer as it should: ${whyNoAnswer(error)}. A new address takes some minutes.`,
    );
  }
}

/** As with the emulator, which has no CloudFront. */
export function noPage(): Finding {
  return note(ABOUT, 'The stack has no page: its outputs have no PageUrl.');
}

function ask(url: string): Promise<Response> {
  return fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
}

/** @throws Error when it does not open */
async function openSocket(url: string): Promise<void> {
  const socket = new WebSocket(url);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.addEventListener('open', () => resolve());
  socket.addEventListener('error', () => reject(new Error(`${url} opens no socket`)));
  const timer = setTimeout(() => reject(new Error(`${url} opens no socket in time`)), ANSWER_WITHIN_MS);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    socket.close();
  }
}
