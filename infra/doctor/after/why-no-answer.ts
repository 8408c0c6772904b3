/** Of an error of `fetch`, which says only that it failed: why is in its cause. */
export function whyNoAnswer(error: unknown): string {
  const { cause, message } = error instanceof Error ? error : new Error(String(error));
  return cause instanceof Error ? cause.message || cause.name : message;
}
