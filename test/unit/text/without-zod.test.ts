import { build } from 'esbuild';
import { expect, test } from 'vitest';

/** What the page says and checks by itself. Schemas are beside these files, since zod alone is half of what a first view may weigh. */
const TAKEN_BY_THE_PAGE = [
  'domain/channels/template-limits.ts',
  'text/format/format-fire-view.ts',
  'text/format/format-fire.ts',
  'text/format/format-metric.ts',
  'text/format/format-region.ts',
  'text/format/format-rule.ts',
  'text/format/format-span.ts',
  'text/format/name-first.ts',
  'text/format/wall-clock.ts',
  'text/template/json-template.ts',
  'text/template/render-template.ts',
  'domain/market/decimal.ts',
  'domain/metrics/metric.ts',
  'domain/rules/condition.ts',
  'domain/rules/operators/operators.ts',
  'domain/rules/relative-level.ts',
  'domain/rules/rule.ts',
];

test.each(TAKEN_BY_THE_PAGE)('%s brings no package to the page', async (file) => {
  const { metafile } = await build({
    ...{ entryPoints: [file], bundle: true, write: false, metafile: true, format: 'esm', logLevel: 'silent' },
    outdir: 'unwritten',
  });
  expect(Object.keys(metafile.inputs).filter((path) => path.includes('node_modules'))).toEqual([]);
});
