import * as z from 'zod';

export const environmentSchema = z.object({
  COINS_TABLE: z.string().min(1),
  MARKET_TABLE: z.string().min(1),
  CANDLES_TABLE: z.string().min(1),
  /** whether there is one */
  CANARY: z.stringbool(),
  ISSUER: z.url(),
  CLIENT_ID: z.string().min(1),
});
/** What Lambda itself sets: the folder of the code. */
export const lambdaSchema = z.object({ LAMBDA_TASK_ROOT: z.string().min(1) });
