import { rmSync } from 'node:fs';
import { LOCAL_FOLDER } from './start/local-folder.ts';
import { runningOwner } from './start/run-lock.ts';

const pid = runningOwner(LOCAL_FOLDER);
if (pid === null) {
  rmSync(LOCAL_FOLDER, { recursive: true, force: true });
  console.log(`Cleared ${LOCAL_FOLDER}: alerts, triggers, keys and templates are gone.`);
} else {
  console.error(`The stack runs on ${LOCAL_FOLDER} (process ${pid}): end it first.`);
  process.exit(1);
}
