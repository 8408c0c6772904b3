import { build } from 'vite';

export interface PageBuild {
  /** what is loaded before anything is shown, and what that imports */
  readonly firstView: ReadonlySet<string>;
  /** what a person loads who signs in and opens a coin, on top of the first view */
  readonly coinView: ReadonlySet<string>;
  readonly scripts: ReadonlySet<string>;
  readonly styles: ReadonlySet<string>;
  /** whose code is in it */
  readonly packages: readonly string[];
}

/** Builds the page as it is deployed, into this folder. */
export async function buildPage(folder: string): Promise<PageBuild> {
  // the test runner's own value would choose the packages' builds for development
  process.env.NODE_ENV = 'production';
  const built = await build({
    configFile: 'web/vite.config.ts',
    logLevel: 'silent',
    build: { outDir: folder, emptyOutDir: true },
  });
  if (!('output' in built)) throw new Error('one output was expected');
  const chunks = new Map(
    built.output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])),
  );
  const reach = (entries: (name: string) => boolean): Set<string> => {
    const reached = new Set<string>();
    const follow = (name: string): void => {
      if (reached.has(name)) return;
      reached.add(name);
      for (const imported of chunks.get(name)?.imports ?? []) follow(imported);
    };
    for (const name of chunks.keys()) if (entries(name)) follow(name);
    return reached;
  };
  const firstView = reach((name) => chunks.get(name)?.isEntry ?? false);
  const coinView = reach((name) => /\/(coin-view|oidc-session)-/.test(name));
  const modules = [...chunks.values()].flatMap(({ moduleIds }) => moduleIds);
  const packages = modules.flatMap((id) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ?? []);
  return {
    firstView,
    coinView,
    scripts: new Set(chunks.keys()),
    styles: new Set(built.output.map(({ fileName }) => fileName).filter((name) => name.endsWith('.css'))),
    packages: [...new Set(packages)].sort(),
  };
}
