import { join } from 'node:path';
import { makeObjectClient } from '../../adapters/clients.ts';
import { createPageBucket } from '../../adapters/page-bucket.ts';
import { withRequestId } from '../../adapters/with-request-id.ts';
import { answerDeploy } from './answer-deploy.ts';
import { environmentSchema, lambdaSchema } from './environment.ts';

const { PAGE_BUCKET } = environmentSchema.parse(process.env);
const { LAMBDA_TASK_ROOT } = lambdaSchema.parse(process.env);
const bucket = createPageBucket(makeObjectClient(), PAGE_BUCKET);
/** The built page lies beside the code (`bundleFunction`). */
const folder = join(LAMBDA_TASK_ROOT, 'page');

export const handler = withRequestId((event: unknown) => answerDeploy(event, { bucket, folder }));
