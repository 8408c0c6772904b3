import { expect, it } from 'vitest';
import { selectRoute } from '../../../local/sockets/select-route.ts';

const routes = new Set(['$connect', '$disconnect', '$default', 'ping']);

it.each([
  ['{"action":"ping"}', 'ping'],
  ['{"action":"other"}', '$default'],
  ['{"action":"$connect"}', '$default'],
  ['{"action":7}', '$default'],
  ['{"action":{"a":1}}', '$default'],
  ['{}', '$default'],
  ['["action"]', '$default'],
  ['no JSON', '$default'],
  ['', '$default'],
])('%s is passed to %s', (message, routeKey) => {
  expect(selectRoute(routes, message)).toBe(routeKey);
});

it('a message without a route of its own has none when there is no $default', () => {
  expect(selectRoute(new Set(['$connect', 'ping']), '{"action":"other"}')).toBeNull();
});
