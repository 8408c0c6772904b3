import { fileURLToPath } from 'node:url';
import { buildPage, PageBuildError } from './build-page.ts';

/** Builds the page and prints the folder of its files. `npm start` runs this program beside the rest of the start. */
try {
  console.log(await buildPage(fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')));
} catch (error) {
  if (!(error instanceof PageBuildError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
