// Writes the Postman collection of openapi.json to dist/ and sends all of it to the local stack, with Postman's runner: `node test/postman/main.ts
// <folder of the packages>`. Called by .ci/postman-api.
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ROUTES } from '../../contract/routes.ts';
import { TapeMarket } from '../../local/simulator/market/tape-market.ts';
import { makeOwnedThings } from '../local/contract/owned-things.ts';
import { ROOMY_SETTINGS } from '../local/contract/roomy-settings.ts';
import { buildTape } from '../local/end-to-end/build-tape.ts';
import { TestStack } from '../local/end-to-end/start-stack.ts';
import { collectionSchema, idVariable, inSendingOrder, routeOf, withVariables } from './collection.ts';
import { failures, readReport, reportSchema } from './read-report.ts';

const LOCAL_API = 'http://127.0.0.1:8787';
const RUN_TIMEOUT_MS = 120_000;
/** Examples that are refused: no stack has the mail whose link they name, and the webhook of the examples is nobody's: its test would call another host. */
const REFUSED = {
  'GET /api/links/{token}': 404,
  'POST /api/links/{token}': 404,
  'PATCH /api/me/webhooks/{id}': 404,
  'POST /api/me/webhooks/{id}/test': 404,
};

const ROOT = join(import.meta.dirname, '../..');
const DIST = join(ROOT, 'dist');
const COLLECTION = join(DIST, 'pricebell.postman_collection.json');
const [packages = '.local/postman'] = process.argv.slice(2);
const folder = resolve(packages);

/** One of the installed programs, with this Node. */
async function runProgram(name: string, args: readonly string[]): Promise<void> {
  const program = join(folder, 'node_modules/.bin', name);
  await promisify(execFile)(process.execPath, [program, ...args], { cwd: folder, timeout: RUN_TIMEOUT_MS });
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

const converted = join(folder, 'converted.json');
const options = 'parametersResolution=Example,folderStrategy=Tags,enableOptionalParameters=false';
await runProgram('openapi2postmanv2', ['-s', join(ROOT, 'openapi.json'), '-o', converted, '-O', options]);
const collection = withVariables(collectionSchema.parse(readJson(converted)), LOCAL_API);
mkdirSync(DIST, { recursive: true });
writeJson(COLLECTION, collection);
console.log(`Postman collection: written to ${COLLECTION}`);

const market = new TapeMarket({ tapes: { BTCUSDT: buildTape(['100', '100', '105']), ETHUSDT: [] } });
const stack = await TestStack.start(market, { settings: ROOMY_SETTINGS });
try {
  // an admin, so that one token is enough for every request
  const owner = await stack.person('postman@example.com', true);
  const { webhooks: _, ...owned } = await makeOwnedThings(stack, owner);
  const ids = Object.entries(owned).map(([list, id]) => [idVariable(list), id]);
  const baseUrl = new URL(stack.running.outputs.apiUrl).origin;
  const values = { baseUrl, bearerToken: owner.token, ...Object.fromEntries(ids) };
  const [sent, report] = [join(folder, 'sent.json'), join(folder, 'report.json')];
  writeJson(sent, inSendingOrder(collection));
  const variables = Object.entries(values).flatMap(([key, value]) => ['--env-var', `${key}=${value}`]);
  await runProgram('newman', [
    ...['run', sent, ...variables, '--suppress-exit-code', '--ignore-redirects', '--timeout-request', '30000'],
    ...['--reporters', 'json', '--reporter-json-export', report],
  ]);
  const items = collection.item.flatMap(({ item }) => item);
  const wrong = failures(readReport(reportSchema.parse(readJson(report)), items), REFUSED);
  const missing = Object.keys(ROUTES).filter((route) => !items.some((item) => routeOf(item) === route));
  const problems = [
    ...wrong,
    ...missing.map((route) => `${route} is not in the collection`),
    ...stack.problems.map((problem) => `the stack reports: ${problem}`),
  ];
  for (const problem of problems) console.error(problem);
  console.log(`Postman collection: ${items.length} requests sent, ${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await stack.end();
}
