import type { Link } from '../../../domain/people/link.ts';
import { messagePage } from '../../../text/pages/page.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Answer } from '../http/answer.ts';
import { Problem } from '../http/problem.ts';
import { type ApiRequest, pathParameter } from '../http/read-request.ts';
import { answerPage } from './answer-page.ts';

const EXPIRED = messagePage(
  'This link has expired',
  'Links in mails work for some weeks only, so that old mails give nothing away.',
  'Use the link in a newer mail, or sign in to Pricebell: there you can change your alerts, and switch mails off and on.',
);
const INVALID = messagePage(
  'This link is not valid',
  'It may have been cut off on its way. Copy it from the mail as a whole, or use the button in the mail.',
);

/**
 * Reads the link that the token in the path stands for, and calls `follow` with it. People see a page also when the link is
 * no good or the request is refused; errors of our own are answered as everywhere.
 */
export async function openLink(
  request: ApiRequest,
  { links, now }: Pick<ApiDeps, 'links' | 'now'>,
  follow: (link: Link) => Promise<Answer>,
): Promise<Answer> {
  try {
    const link = await links.readLink(pathParameter(request, 'token'), now());
    if (link === 'expired') return answerPage(410, EXPIRED);
    if (link === 'invalid') return invalidLink();
    return await follow(link);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { status, title, detail, headers } = error.options;
    return answerPage(status, messagePage(title, detail), headers);
  }
}

export function invalidLink(): Answer {
  return answerPage(404, INVALID);
}

/** A form that fits another kind of link, or none. */
export function unknownAction(): Problem {
  return new Problem({ status: 422, title: 'Nothing was changed', detail: 'This link can do nothing of that kind.' });
}
