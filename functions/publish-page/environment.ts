import * as z from 'zod';

export const environmentSchema = z.object({
  PAGE_BUCKET: z.string().min(1),
});

/** What Lambda sets itself: where the function's files are. */
export const lambdaSchema = z.object({ LAMBDA_TASK_ROOT: z.string().min(1) });
