// Loaded before the ingest task (`node --import`): ends it as a container would when the process that started it is gone.
// Its standard input is a pipe from there; the task itself never reads it.
process.stdin.on('error', () => {});
process.stdin.on('close', () => process.kill(process.pid, 'SIGTERM'));
process.stdin.resume();
process.stdin.unref?.();
