import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { PAGE, synthesiseWithBundles } from './synthesise.ts';

const MAX_BUNDLE_BYTES = 500 * 1024;

const { template, folder } = synthesiseWithBundles();
const again = synthesiseWithBundles().folder;
afterAll(() => {
  for (const path of [folder, again]) rmSync(path, { recursive: true, force: true });
});

const manifest = z
  .object({
    files: z.record(z.string(), z.object({ source: z.object({ path: z.string() }) })),
    dockerImages: z.object(),
  })
  .parse(JSON.parse(readFileSync(join(folder, 'Pricebell.assets.json'), 'utf8')));
const functions = Object.entries(template.findResources('AWS::Lambda::Function')).map(([id, { Properties }]) => {
  const asset = `asset.${String(Properties.Code.S3Key).replace('.zip', '')}`;
  const text = readFileSync(join(folder, asset, 'index.js'), 'utf8');
  return { id, text, bytes: Buffer.byteLength(text) };
});

function assetsIn(path: string): string[] {
  return readdirSync(path).filter((name) => name.startsWith('asset.'));
}

it('gives publish-page the files of the page beside its code', () => {
  const { S3Key } = template.findResources('AWS::Lambda::Function').PublishPage?.Properties.Code ?? {};
  const beside = join(folder, `asset.${String(S3Key).replace('.zip', '')}`, 'page');
  expect(readdirSync(beside, { recursive: true }).sort()).toEqual(readdirSync(PAGE, { recursive: true }).sort());
});

describe('the template', () => {
  it('is plain CloudFormation that can be interpreted as it is, but for the files of the page', () => {
    const types = Object.values(template.toJSON().Resources as Record<string, { Type: string }>).map(
      ({ Type }) => Type,
    );
    expect(types.filter((type) => type.startsWith('Custom::') || type.includes('CustomResource'))).toEqual([
      'Custom::PageFiles',
    ]);
    expect(Object.keys(template.toJSON()).sort()).toEqual(['Description', 'Outputs', 'Resources']);
  });

  it('knows no account', () => {
    expect(JSON.stringify(template.toJSON())).not.toMatch(/\b\d{12}\b/);
  });

  it('has resource names that people can read', () => {
    expect(Object.keys(template.toJSON().Resources)).toEqual(
      expect.arrayContaining(['DatabaseAlerts', 'TicksStream', 'EvaluateTicks', 'MailsQueue', 'HttpApi']),
    );
  });

  it('builds no docker image', () => {
    expect(Object.keys(manifest.dockerImages)).toEqual([]);
  });
});

describe('the bundles', () => {
  it('are one folder for each function and one file for the task', () => {
    expect(assetsIn(folder).filter((name) => name.endsWith('.mjs'))).toHaveLength(1);
    expect(assetsIn(folder).filter((name) => !name.endsWith('.mjs'))).toHaveLength(functions.length);
  });

  it.each(functions)('$id is small enough to start fast: $bytes bytes', ({ bytes }) => {
    expect(bytes).toBeLessThanOrEqual(MAX_BUNDLE_BYTES);
  });

  it('of the two functions behind the API hold nothing that only the other one runs', () => {
    const textOf = (id: string) => functions.find((each) => each.id === id)?.text ?? '';
    const [previews, links] = ['PreviewTimeError', 'List-Unsubscribe'];
    expect([textOf('Api').includes(previews), textOf('Preview').includes(previews)]).toEqual([false, true]);
    expect([textOf('Api').includes(links), textOf('Preview').includes(links)]).toEqual([true, false]);
  });

  it('are the same bytes when made again, so that an unchanged function is not deployed', () => {
    expect(assetsIn(again)).toEqual(assetsIn(folder));
  });
});
