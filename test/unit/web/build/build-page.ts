import { build } from 'vite';

export interface PageBuild {
  /** what is loaded before anything is shown, and what that imports */
  readonly firstView: ReadonlySet<string>;
  readonly scripts: ReadonlySet<string>;
  readonly styles: ReadonlySet<string>;
  /** whose code is in it */
  readonly packages: readonly string[];
}

/** Builds the page as it is deployed, into this folder. */
export async function buildPage(folder: string): Promise<PageBuild> {
  const built = await build({
    configFile: 'web/vite.config.ts',
    logLevel: 'silent',
    build: { outDir: folder, emptyOutDir: true },
  });
  if (!('output' in built)) throw new Error('one output was expected');
  const chunks = new Map(
    built.output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])),
  );
  const firstView = new Set<string>();
  const follow = (name: string): void => {
    if (firstView.has(name)) return;
    firstView.add(name);
    for (const imported of chunks.get(name)?.imports ?? []) follow(imported);
  };
  for (const { isEntry, fileName } of chunks.values()) if (isEntry) follow(fileName);
  const modules = [...chunks.values()].flatMap(({ moduleIds }) => moduleIds);
  const packages = modules.flatMap((id) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ?? []);
  return {
    firstView,
    scripts: new Set(chunks.keys()),
    styles: new Set(built.output.map(({ fileName }) => fileName).filter((name) => name.endsWith('.css'))),
    packages: [...new Set(packages)].sort(),
  };
}
