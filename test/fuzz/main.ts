// Starts the local stack and runs schemathesis against its API: `node test/fuzz/main.ts <program> <seconds>`. Called by .ci/fuzz-api.
// A slow machine gets more rounds of so many seconds, until as many requests were sent as a run must have.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join, resolve } from 'node:path';
import { TapeMarket } from '../../local/simulator/market/tape-market.ts';
import { waitUntil } from '../../local/wait-until.ts';
import { ROOMY_SETTINGS } from '../local/contract/roomy-settings.ts';
import { buildTape } from '../local/end-to-end/build-tape.ts';
import { TestStack } from '../local/end-to-end/start-stack.ts';
import { countRequests, type RequestCount } from './count-requests.ts';

/** An answer that breaks one of these fails the run. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];
/** A run with fewer proves little. */
const MIN_REQUESTS = 5_000;
const MAX_ROUNDS = 6;

const DOCUMENT = join(import.meta.dirname, '../../openapi.json');
const [given = 'schemathesis', seconds = '90'] = process.argv.slice(2);
const program = resolve(given);
// after its first trades the market stands still: no made-up alert fires, and so no made-up webhook is called
const market = new TapeMarket({ tapes: { BTCUSDT: buildTape(['100', '101', '102']) } });
const stack = await TestStack.start(market, { settings: ROOMY_SETTINGS });
try {
  const admin = await stack.person('fuzzer@example.com', true);
  await admin.call('PUT', '/coins/BTCUSDT');
  await waitUntil('the coin to be live', 30_000, async () =>
    (await admin.get('/coins/BTCUSDT')).state === 'live' ? true : undefined,
  );
  market.step(3);
  const url = new URL(stack.running.outputs.apiUrl);
  const requests = countRequests(Number(url.port));
  let isFine = true;
  for (let round = 1; isFine && round <= MAX_ROUNDS && requests.total() < MIN_REQUESTS; round += 1) {
    isFine = await runFuzzer(url.origin, admin.token);
    console.log(`API fuzzer: ${requests.total()} requests after round ${round}, by status: ${shown(requests)}`);
  }
  requests.stop();
  if (requests.total() < MIN_REQUESTS) console.error(`API fuzzer: fewer than ${MIN_REQUESTS} requests`);
  for (const problem of stack.problems) console.error(`the stack reports: ${problem}`);
  process.exitCode = isFine && requests.total() >= MIN_REQUESTS && stack.problems.length === 0 ? 0 : 1;
} finally {
  await stack.end();
}

/** Whether every answer passed. */
async function runFuzzer(origin: string, token: string): Promise<boolean> {
  const fuzzer = spawn(
    program,
    [
      ...['run', DOCUMENT, '--url', origin, '--no-color'],
      ...['--header', `Authorization: Bearer ${token}`, '--checks', CHECKS.join(',')],
      // the third phase, coverage, fails by itself on a slow machine ("Inconsistent results")
      ...['--phases', 'fuzzing,stateful', '--max-time', seconds, '--request-timeout', '30', '--workers', '4'],
      ...['--continue-on-failure', '--generation-database', 'none', '--warnings', 'off'],
      // it answers 503 by design while the market stands still
      ...['--exclude-path', '/api/health'],
    ],
    // it keeps what it learned beside its packages
    { stdio: 'inherit', cwd: dirname(program) },
  );
  const [code] = await once(fuzzer, 'exit');
  return code === 0;
}

function shown({ byStatus }: RequestCount): string {
  return [...byStatus]
    .sort(([a], [b]) => a - b)
    .map(([status, count]) => `${status} × ${count}`)
    .join(', ');
}
