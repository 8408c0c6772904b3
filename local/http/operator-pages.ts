import { readFileSync } from 'node:fs';
import { firedAt, type Trigger } from '../../domain/messages/trigger.ts';
import { escapeHtml } from '../../text/format/escape-html.ts';
import { formatFireValue } from '../../text/format/format-fire.ts';
import { formatRule } from '../../text/format/format-rule.ts';
import { jsonReply, type Reply } from './gateway-response.ts';

const TEMPLATE = new URL('./operator-page.html', import.meta.url);

/** The page holds a token: no other site may frame it, and no cache keeps it. */
const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

export interface OperatorPagesOptions {
  readonly inboxUrl: string;
  /** ends in /api; a function, as the port is not known yet */
  readonly apiUrl: () => string;
  readonly feed: 'live' | 'simulator';
  readonly mintToken: () => Promise<string>;
  /** newest first, of all people: whoever runs the stack may see them */
  readonly latestTriggers: () => readonly Trigger[];
}

/** The plain page at `/`, and the JSON that it reads in addition to the API. */
export function createOperatorPages(options: OperatorPagesOptions): ReadonlyMap<string, () => Promise<Reply> | Reply> {
  const { feed, latestTriggers } = options;
  return new Map<string, () => Promise<Reply> | Reply>([
    ['/', () => renderPage(options)],
    ['/local/triggers.json', () => jsonReply(200, { feed, items: latestTriggers().map(toRow) })],
  ]);
}

async function renderPage({ inboxUrl, apiUrl, mintToken }: OperatorPagesOptions): Promise<Reply> {
  const page = readFileSync(TEMPLATE, 'utf8')
    .replace('{{INBOX_URL}}', () => escapeHtml(inboxUrl))
    .replace('{{CURL}}', escapeHtml(curlFor(apiUrl(), '{{TOKEN}}')))
    .replace('{{TOKEN}}', await mintToken());
  return { status: 200, headers: PAGE_HEADERS, cookies: [], body: page };
}

/** Makes an alert that fires with the next trade: whoever pastes it gets a mail. */
export function curlFor(apiUrl: string, token: string): string {
  const alert = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'above', level: '1' }, note: 'my first alert' };
  return [
    `curl -X POST ${apiUrl}/alerts \\`,
    `  -H 'authorization: Bearer ${token}' \\`,
    `  -H 'content-type: application/json' \\`,
    `  -d '${JSON.stringify(alert)}'`,
  ].join('\n');
}

function toRow(trigger: Trigger) {
  return {
    at: new Date(firedAt(trigger)).toISOString(),
    symbol: trigger.symbol,
    value: formatFireValue(trigger, trigger),
    rule: formatRule(trigger.rule, trigger),
    tradeId: trigger.trade.id,
    deliveries: Object.values(trigger.deliveries)
      .map(({ channel, state }) => `${channel} ${state}`)
      .join(', '),
  };
}
