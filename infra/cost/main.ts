import { runCost } from './run-cost.ts';

const { text, code } = runCost(process.argv.slice(2));
process.stdout.write(text);
process.exitCode = code;
