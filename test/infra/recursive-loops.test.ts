import type { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { render } from './render.ts';
import { synthesise } from './synthesise.ts';

const functionSchema = z.object({ Role: z.unknown(), RecursiveLoop: z.string().default('Terminate') });
const mappingSchema = z.object({ FunctionName: z.unknown(), EventSourceArn: z.unknown() });
const policySchema = z.object({
  Roles: z.array(z.unknown()),
  PolicyDocument: z.object({ Statement: z.array(z.object({ Action: z.unknown(), Resource: z.unknown() })) }),
});

function propertiesOf<Properties>(template: Template, type: string, schema: z.ZodType<Properties>) {
  const found = Object.entries(template.findResources(type));
  return found.map(([id, { Properties }]) => ({ id, properties: schema.parse(Properties) }));
}

/** The queues that a role may send to. */
function queuesOf(template: Template, role: string): string[] {
  const policies = propertiesOf(template, 'AWS::IAM::Policy', policySchema);
  const own = policies.filter(({ properties }) => properties.Roles.map(render).includes(role));
  const statements = own.flatMap(({ properties }) => properties.PolicyDocument.Statement);
  const sending = statements.filter(({ Action }) => [Action].flat().includes('sqs:SendMessage'));
  return sending.flatMap(({ Resource }) => [Resource].flat().map(render));
}

/** For each function, those that its messages call. Lambda follows chains through queues, and not those through streams. */
function readCalls(template: Template): Map<string, string[]> {
  const mappings = propertiesOf(template, 'AWS::Lambda::EventSourceMapping', mappingSchema);
  return new Map(
    propertiesOf(template, 'AWS::Lambda::Function', functionSchema).map(({ id, properties }) => {
      const queues = queuesOf(template, render(properties.Role));
      const called = mappings.filter(({ properties: { EventSourceArn } }) => queues.includes(render(EventSourceArn)));
      return [id, called.map(({ properties: { FunctionName } }) => render(FunctionName))];
    }),
  );
}

function canCallItself(start: string, calls: ReadonlyMap<string, readonly string[]>): boolean {
  const seen = new Set<string>();
  const open = [...(calls.get(start) ?? [])];
  for (const next of open) {
    if (next === start) return true;
    if (!seen.has(next)) open.push(...(calls.get(next) ?? []));
    seen.add(next);
  }
  return false;
}

test('a function whose messages come back to it, directly or through others, may do so for longer than 16 times; no other may', () => {
  const { template } = synthesise();
  const calls = readCalls(template);
  const allowed = propertiesOf(template, 'AWS::Lambda::Function', functionSchema)
    .filter(({ properties }) => properties.RecursiveLoop === 'Allow')
    .map(({ id }) => id);
  expect([...calls.keys()].filter((id) => canCallItself(id, calls))).toEqual(allowed);
  expect(allowed.toSorted()).toEqual(['CallWebhooks', 'SendMails']);
});
