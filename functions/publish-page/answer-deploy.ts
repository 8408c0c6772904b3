import * as z from 'zod';
import { reasonOf } from '../../adapters/log.ts';
import { type PublishDeps, publishPage, removePage } from './publish-page.ts';

const ANSWER_TIMEOUT_MS = 5_000;
/** CloudFormation takes an answer of 4 KB. */
const MAX_REASON_LENGTH = 1_000;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html */
const requestSchema = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.url(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  ResourceProperties: z.object({ Files: z.array(z.string()), Config: z.string() }),
  OldResourceProperties: z.object({ Files: z.array(z.string()) }).optional(),
});
type DeployRequest = z.infer<typeof requestSchema>;

/**
 * Publishes or removes the page as the deploy of the stack asks, and answers it, also when that fails: a deploy without an answer waits
 * until its time is over. @throws Error when the answer could not be given; Lambda calls again then
 */
export async function answerDeploy(event: unknown, deps: PublishDeps): Promise<void> {
  const request = requestSchema.parse(event);
  const failure = await carryOut(request, deps).then(
    () => null,
    (error: unknown) => reasonOf(error).slice(0, MAX_REASON_LENGTH),
  );
  const { StackId, RequestId, LogicalResourceId } = request;
  const outcome = failure === null ? { Status: 'SUCCESS' } : { Status: 'FAILED', Reason: failure };
  const response = await fetch(request.ResponseURL, {
    method: 'PUT',
    body: JSON.stringify({ ...outcome, PhysicalResourceId: 'page', StackId, RequestId, LogicalResourceId }),
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`CloudFormation takes no answer: ${response.status}`);
}

async function carryOut(request: DeployRequest, deps: PublishDeps): Promise<void> {
  if (request.RequestType === 'Delete') return removePage(deps);
  const { Files: paths, Config: config } = request.ResourceProperties;
  await publishPage({ paths, before: request.OldResourceProperties?.Files ?? [], config }, deps);
}
