import { join } from 'node:path';
import { lint, loadConfig } from '@redocly/openapi-core';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../../..');

it('openapi.json passes the public ruleset of redocly.yaml, and every exception from it is one that is needed', async () => {
  const config = await loadConfig({ configPath: join(ROOT, 'redocly.yaml') });
  const problems = await lint({ ref: join(ROOT, 'openapi.json'), config });
  const shown = problems.map(({ ruleId, message, location, ignored = false }) => {
    return { ruleId, message, place: location[0]?.pointer, ignored };
  });
  expect(shown.filter(({ ignored }) => !ignored)).toEqual([]);
  expect(shown.filter(({ ignored }) => ignored).map(({ place }) => place)).toEqual([
    '#/components/responses/MethodNotAllowed',
  ]);
});
