import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Plugin } from 'vite';

const SOURCE = join(import.meta.dirname, '../service-worker/main.ts');
const KEPT = /[.](js|css)$/;
const ICONS = ['/icon.svg', '/manifest.webmanifest'];

/** Writes `sw.js`, which knows the files of this build: another build is another version. */
export function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    async generateBundle(_options, bundle) {
      const files = Object.keys(bundle).filter((name) => KEPT.test(name));
      const shell = ['/', ...ICONS, ...files.sort().map((name) => `/${name}`)];
      const index = Object.values(bundle).flatMap((file) => (file.type === 'asset' ? String(file.source) : []));
      const version = createHash('sha256')
        .update([...shell, ...index].join('\n'))
        .digest('hex')
        .slice(0, 12);
      const source = await bundleWorker({ version, shell });
      this.emitFile({ type: 'asset', fileName: 'sw.js', source });
    },
  };
}

async function bundleWorker(built: { version: string; shell: readonly string[] }): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [SOURCE],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2022',
    define: { BUILD_VERSION: JSON.stringify(built.version), BUILD_SHELL: JSON.stringify(built.shell) },
  });
  return outputFiles[0]?.text ?? '';
}
