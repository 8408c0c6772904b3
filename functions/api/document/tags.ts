import type { RouteKey } from '../../../contract/routes.ts';

const TAG_DESCRIPTIONS = {
  alerts: 'Make, change, pause, preview and delete your alerts.',
  groups: 'One alert on many coins, changed and deleted as one.',
  triggers: 'What has fired, with the proof of each fire and what became of its messages.',
  coins: 'The followed coins: prices, candles and metrics, open to anyone.',
  you: 'Your settings, your webhooks, your limits, and the links in your mails, and where to sign in.',
  service: 'Whether the service is well, and this document.',
} as const;
type Tag = keyof typeof TAG_DESCRIPTIONS;

export const TAGS = Object.entries(TAG_DESCRIPTIONS).map(([name, description]) => ({ name, description }));

type SegmentOf<Path> = Path extends `${string} /api/${infer Rest}`
  ? Rest extends `${infer First}/${string}`
    ? First
    : Rest
  : never;

/** By the first segment after /api. A new one without a tag is a type error. */
const TAG_OF: Readonly<Record<SegmentOf<RouteKey>, Tag>> = {
  alerts: 'alerts',
  groups: 'groups',
  triggers: 'triggers',
  coins: 'coins',
  symbols: 'coins',
  me: 'you',
  links: 'you',
  'sign-in': 'you',
  health: 'service',
  operator: 'service',
  'openapi.json': 'service',
  docs: 'service',
};

export function tagOf(route: RouteKey): Tag {
  const [, , segment = ''] = route.split('/');
  return TAG_OF[segment as SegmentOf<RouteKey>];
}
