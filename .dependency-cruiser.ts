import type { IConfiguration } from 'dependency-cruiser';

// Who may import whom. `npm run layers` checks it, type-only imports included; docs/rooms.md draws it.

/** A folder, and the other folders that its files may import. Tests and the benchmark may import everything. */
const MAY_IMPORT: Record<string, string[]> = {
  domain: [],
  contract: ['domain'],
  text: ['domain', 'contract'],
  adapters: ['domain', 'contract', 'text'],
  functions: ['domain', 'contract', 'text', 'adapters'],
  'ingest-task': ['domain', 'contract', 'text', 'adapters'],
  infra: ['domain', 'contract'],
  web: ['domain', 'contract', 'text'],
  cli: ['domain', 'contract', 'text'],
  local: ['domain', 'contract', 'text', 'adapters'],
};

/** The rooms of a folder, low to high: a file imports its own room and the rooms before it. */
const ROOMS: Record<string, string[]> = {
  domain: [
    'market',
    'metrics',
    'rules',
    'channels',
    'alerts',
    'groups',
    'alert-index',
    'people',
    'messages',
    'alert-facts',
    'canary',
    'preview',
    'past',
  ],
  text: ['csv', 'format', 'template', 'notices', 'explain', 'chat', 'mail', 'pages'],
  cli: ['terminal', 'api', 'session', 'alert-file', 'commands', 'packaging'],
  web: [
    'build',
    'service-worker',
    'style',
    'format',
    'api',
    'session',
    'live',
    'store',
    'parts',
    'receivers',
    'alert-form',
    'chart',
    'coins',
    'coin',
    'alerts',
    'fired',
    'settings',
    'operator',
    'about',
    'shell',
  ],
  'ingest-task': ['exchange', 'sequencing', 'publishing', 'history', 'watching', 'exchanges', 'run'],
};

const OUR_FOLDERS = [...Object.keys(MAY_IMPORT), 'test', 'bench'];
const inside = (...folders: string[]) => `^(${folders.join('|')})/`;

const folderRules: IConfiguration['forbidden'] = Object.entries(MAY_IMPORT).map(([folder, others]) => ({
  name: `${folder}-imports-down`,
  comment: `${folder} imports ${[...others, 'itself'].join(', ')}`,
  severity: 'error',
  from: { path: inside(folder) },
  to: { path: inside(...OUR_FOLDERS), pathNot: inside(folder, ...others) },
}));

const roomRules: IConfiguration['forbidden'] = Object.entries(ROOMS).flatMap(([folder, rooms]) =>
  rooms.map((room, index) => ({
    name: `${room}-imports-lower-rooms`,
    comment: `${folder}/${room} imports ${[...rooms.slice(0, index), 'itself'].join(', ')}`,
    severity: 'error' as const,
    from: { path: inside(`${folder}/${room}`) },
    to: { path: `^${folder}/[^/]+/`, pathNot: `^${folder}/(${rooms.slice(0, index + 1).join('|')})/` },
  })),
);

/** A new room needs its place in ROOMS. Files beside the rooms are for `main.ts` and what every room needs. */
const listedRules: IConfiguration['forbidden'] = Object.entries(ROOMS).map(([folder, rooms]) => ({
  name: `${folder}-room-is-listed`,
  comment: `a new room of ${folder} needs its place in ROOMS`,
  severity: 'error',
  from: { path: `^${folder}/[^/]+/`, pathNot: `^${folder}/(${rooms.join('|')})/` },
  to: {},
}));

const config: IConfiguration = {
  forbidden: [
    ...folderRules,
    ...roomRules,
    ...listedRules,
    {
      name: 'no-cycle-of-files',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-cycle-of-folders',
      severity: 'error',
      scope: 'folder',
      from: { path: `^(${Object.keys(MAY_IMPORT).join('|')})` },
      to: { circular: true },
    },
    {
      name: 'functions-stay-apart',
      comment: 'a Lambda function imports no other Lambda function: what two need belongs below them',
      severity: 'error',
      from: { path: '^functions/([^/]+)/' },
      to: { path: '^functions/', pathNot: '^functions/$1/' },
    },
    {
      name: 'endpoints-stay-apart',
      comment: 'an endpoint imports no other endpoint: what two need lies beside functions/api/endpoints',
      severity: 'error',
      from: { path: '^functions/api/endpoints/' },
      to: { path: '^functions/api/endpoints/' },
    },
    {
      name: 'generator-stays-out-of-the-bundle',
      comment: 'openapi.json is written while developing; the API function reads the file',
      severity: 'error',
      from: { path: inside('functions'), pathNot: '^functions/api/((write-)?openapi[.]ts$|document/)' },
      to: { path: '(node_modules/zod-openapi|^functions/api/(openapi[.]ts$|document/(examples|describe)))' },
    },
    {
      name: 'page-reads-types-of-the-contract',
      comment: 'schemas would bring zod into the page (28 KB): it imports types, and what of the contract is plain',
      severity: 'error',
      from: { path: inside('web') },
      to: { path: inside('contract'), pathNot: '^contract/page-', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'page-runs-in-a-browser',
      comment: 'Node is for what builds the page',
      severity: 'error',
      from: { path: inside('web'), pathNot: '^web/(vite[.]config[.]ts$|build/)' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'exchanges-stay-apart',
      comment: 'only ingest-task/exchanges/NAME knows exchange NAME; the list beside the folders names them all',
      severity: 'error',
      from: { path: '^ingest-task/exchanges/([^/]+)/' },
      to: { path: '^ingest-task/exchanges/[^/]+/', pathNot: '^ingest-task/exchanges/$1/' },
    },
    {
      name: 'exchange-behind-its-port',
      comment: 'the task speaks to an exchange through ingest-task/exchange and the list of exchanges',
      severity: 'error',
      from: { path: inside(...Object.keys(MAY_IMPORT)), pathNot: '^ingest-task/exchanges/' },
      to: { path: '^ingest-task/exchanges/[^/]+/' },
    },
    {
      name: 'sdk-behind-adapters',
      comment: 'the AWS SDK is called in adapters, local, the doctor, tests and the benchmark',
      severity: 'error',
      from: { pathNot: inside('adapters', 'local', 'infra/doctor', 'test', 'bench') },
      to: { path: 'node_modules/@(aws-sdk|smithy)/' },
    },
    {
      name: 'pure-folders-know-no-packages',
      comment: 'domain, contract and text run in a browser as well: zod is the one package they import',
      severity: 'error',
      from: { path: inside('domain', 'contract', 'text') },
      to: { path: 'node_modules/', pathNot: 'node_modules/zod/' },
    },
    {
      name: 'pure-folders-know-no-node',
      comment: 'domain, contract and text run in a browser as well: no built-in module of Node',
      severity: 'error',
      from: { path: inside('domain', 'contract', 'text') },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'import-is-found',
      comment:
        'an import that cannot be followed is not checked (aws-lambda holds types alone, and the build of the page makes what is `virtual:`)',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(aws-lambda$|virtual:)' },
    },
  ],
  options: {
    // TypeScript 7 has no API that this tool can use; swc reads type-only imports too
    parser: 'swc',
    moduleSystems: ['es6'],
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};

export default config;
