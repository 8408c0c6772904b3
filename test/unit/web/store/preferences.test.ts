import { expect, test } from 'vitest';
import { readPreferences } from '../../../../web/store/preferences.ts';

const DEFAULTS = { theme: 'system', sound: true, notify: false, pane: null };

test.each([
  [null, DEFAULTS],
  ['no json', DEFAULTS],
  ['null', DEFAULTS],
  ['[]', DEFAULTS],
  ['{"theme":"pink","sound":"yes"}', DEFAULTS],
  ['{"theme":"dark"}', { ...DEFAULTS, theme: 'dark' }],
  ['{"pane":"volume-1h"}', { ...DEFAULTS, pane: 'volume-1h' }],
  ['{"sound":false,"notify":true,"newer":1}', { ...DEFAULTS, sound: false, notify: true }],
])('%s, as kept by the browser, means %j', (text, preferences) => {
  expect(readPreferences(text)).toEqual(preferences);
});
