import { CreateQueueCommand, GetQueueAttributesCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { localQueueUrl } from '../engines/queue-url.ts';
import { defineResource } from './resource-type.ts';

const schema = z.strictObject({
  QueueName: z.string().optional(),
  VisibilityTimeout: z.number().optional(),
  MessageRetentionPeriod: z.number().optional(),
  DelaySeconds: z.number().optional(),
  ReceiveMessageWaitTimeSeconds: z.number().optional(),
  RedrivePolicy: z
    .strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.number().int().min(1) })
    .optional(),
});
type Properties = z.infer<typeof schema>;

/** An existing queue keeps its messages and gets the template's settings. */
export const queue = defineResource(schema, async ({ logicalId, properties, workbench }) => {
  const name = properties.QueueName ?? logicalId;
  const { QueueUrl } = await workbench.queues.send(new CreateQueueCommand({ QueueName: name }));
  if (!QueueUrl) throw new Error('the SQS engine made no queue');
  const url = await localQueueUrl(workbench.queues, QueueUrl);
  await workbench.queues.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: attributesOf(properties) }));
  const { Attributes } = await workbench.queues.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
  );
  const arn = Attributes?.QueueArn;
  if (!arn) throw new Error('the SQS engine gave no ARN');
  return { ref: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
});

function attributesOf(properties: Properties): Record<string, string> {
  const { QueueName: _name, RedrivePolicy, ...numbers } = properties;
  const attributes = Object.entries(numbers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  );
  return { ...Object.fromEntries(attributes), ...(RedrivePolicy && { RedrivePolicy: JSON.stringify(RedrivePolicy) }) };
}
