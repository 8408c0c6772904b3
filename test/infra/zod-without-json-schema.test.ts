import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { zodWithoutJsonSchema } from '../../infra/constructs/zod-without-json-schema.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Bundled as a function is, and run. */
function bundledZod(): typeof z {
  const { outputFiles } = buildSync({
    stdin: { contents: "export * from 'zod';", resolveDir: ROOT },
    ...{ bundle: true, write: false, platform: 'node', format: 'cjs', mainFields: ['module', 'main'] },
    alias: { zod: zodWithoutJsonSchema(ROOT) },
    logLevel: 'silent',
  });
  const module: { exports: typeof z } = { exports: z };
  new Function('module', 'exports', 'require', outputFiles[0]?.text ?? '')(module, {}, createRequire(import.meta.url));
  return module.exports;
}

const VALUES = [{ a: 'x', at: '2026-01-01T00:00:00Z' }, { a: 1 }, { a: 'x', b: 2 }, null, [], 'text'];

it('a bundle reads with it as with all of zod, and says the same', () => {
  const read = ({ strictObject, string, iso, union, number }: typeof z) => {
    const schema = strictObject({
      a: string().min(1),
      at: iso.datetime().optional(),
      n: union([number(), string()]).nullish(),
    });
    return VALUES.map((value) => schema.meta({ id: 'A' }).safeParse(value)).map(({ data, error }) => [
      data,
      error?.issues,
    ]);
  };
  const bundled = bundledZod();
  expect(bundled).not.toBe(z);
  expect(read(bundled)).toEqual(read(z));
});

it('what is left out fails where it is called', () => {
  const { toJSONSchema, string } = bundledZod();
  expect(() => toJSONSchema(string())).toThrow('bundles write no JSON Schema');
  expect(() => string().toJSONSchema()).toThrow('bundles write no JSON Schema');
});
