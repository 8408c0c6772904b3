#!/usr/bin/env node
import { runCli } from './run-cli.ts';
import { processTerminal } from './terminal/process-terminal.ts';

process.exitCode = await runCli(process.argv.slice(2), processTerminal());
