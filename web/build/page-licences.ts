import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';
import * as z from 'zod';

const PACKAGE = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/;
/** What is in the page without being imported: the icons of the sprite. */
const WITHOUT_IMPORT = ['lucide-static'];
/** Its licence asks for a notice, which the package lacks. */
const NOTICES: Readonly<Record<string, string>> = {
  'lightweight-charts':
    'TradingView Lightweight Charts™\nCopyright (c) 2025 TradingView, Inc. https://www.tradingview.com/\n\n',
};
const manifestSchema = z.object({ version: z.string(), license: z.string() });

/** Writes `licences.txt`: the notices of every package that a build has put into the page. */
export function pageLicences(): Plugin {
  return {
    name: 'page-licences',
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
      const folders = new Set([...modules.flatMap(packageFolder), ...WITHOUT_IMPORT.map(folderOf)]);
      const source = [...folders].sort().map(formatNotice).join('\n');
      this.emitFile({ type: 'asset', fileName: 'licences.txt', source });
    },
  };
}

function packageFolder(moduleId: string): string[] {
  const folder = PACKAGE.exec(moduleId)?.[0];
  return folder === undefined || folder.includes('\0') ? [] : [folder];
}

function folderOf(name: string): string {
  return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
}

function formatNotice(folder: string): string {
  const name = PACKAGE.exec(folder)?.[1] ?? folder;
  const { version, license } = manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file && existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8').trim() : license;
  return `${name} ${version} (${license})\n${'-'.repeat(60)}\n${NOTICES[name] ?? ''}${text}\n\n`;
}
