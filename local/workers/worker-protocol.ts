import * as z from 'zod';

/** The input of a worker thread. */
export const workerInputSchema = z.object({
  functionName: z.string(),
  /** absolute path of the bundle's folder, and `file.export` in it */
  bundle: z.string(),
  handler: z.string(),
  memoryMb: z.number(),
});
export type WorkerInput = z.infer<typeof workerInputSchema>;

/** One invocation. */
export const invocationSchema = z.object({ requestId: z.string(), event: z.unknown(), deadline: z.number() });
export type Invocation = z.infer<typeof invocationSchema>;

/** Messages from the worker: `loaded` once, then one result for each invocation. */
export const workerMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('loaded') }),
  z.object({ kind: z.literal('result'), requestId: z.string(), result: z.unknown() }),
  z.object({ kind: z.literal('error'), requestId: z.string(), name: z.string(), message: z.string() }),
]);
export type WorkerMessage = z.infer<typeof workerMessageSchema>;
