import { runDoctor } from './run-doctor.ts';

const { text, code } = await runDoctor(process.argv.slice(2), process.env);
process.stdout.write(text);
process.exitCode = code;
