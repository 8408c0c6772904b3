/**
 * Resolves on SIGINT or SIGTERM; with `withParent` also when the parent is gone, so that a killed parent leaves no orphan:
 * it shows by the IPC channel where there is one, by the end of stdin otherwise (of a forked child stdin may be /dev/null,
 * which ends at once).
 */
export function untilToldToStop(withParent: boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => resolve();
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
    if (!withParent) return;
    if (process.connected) process.on('disconnect', stop);
    else process.stdin.on('end', stop).on('close', stop).on('error', stop).resume();
  });
}
