import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { REAL_SENDER, synthesise } from './synthesise.ts';

/** What holds data or goes on costing, and what CDK keeps unless told otherwise: each must say what becomes of it. */
const MUST_SAY = [
  'AWS::Cognito::UserPool',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::EFS::FileSystem',
  'AWS::KMS::Key',
  'AWS::Kinesis::Stream',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
];
/** What can't be made again. Nothing else outlives even a stack in production. */
const KEPT_IN_PRODUCTION = ['AWS::Cognito::UserPool', 'AWS::DynamoDB::Table'];

const resourcesSchema = z.record(
  z.string(),
  z.object({
    Type: z.string(),
    DeletionPolicy: z.string().optional(),
    UpdateReplacePolicy: z.string().optional(),
    Properties: z.record(z.string(), z.unknown()).default({}),
  }),
);

type Resource = z.infer<typeof resourcesSchema>[string];

/** `id: what becomes of it` wherever that is not what is wanted. */
function surprises(resources: [string, Resource][], wanted: (type: string) => 'Delete' | 'Retain'): string[] {
  return resources.flatMap(([id, { Type, DeletionPolicy, UpdateReplacePolicy }]) => {
    const unsaid = MUST_SAY.includes(Type) ? 'nothing said' : 'Delete';
    const said = [DeletionPolicy ?? unsaid, UpdateReplacePolicy ?? unsaid];
    return said.every((policy) => policy === wanted(Type)) ? [] : [`${id}: ${said.join(', ')}`];
  });
}

function resourcesOf(template: Template) {
  return Object.entries(resourcesSchema.parse(template.toJSON().Resources));
}

const personal = resourcesOf(synthesise({ ...REAL_SENDER, ownerAddress: 'owner@pricebell.dev' }).template);
const production = resourcesOf(
  synthesise({ ...REAL_SENDER, ownerAddress: 'owner@pricebell.dev', stage: 'production' }).template,
);

describe('destroying a personal stack', () => {
  it('leaves nothing of it', () => {
    expect(personal.length).toBeGreaterThan(50);
    expect(surprises(personal, () => 'Delete')).toEqual([]);
  });

  it('is hindered by nothing that protects itself', () => {
    for (const [id, { Properties }] of personal) {
      expect(Properties.DeletionProtectionEnabled ?? false, id).toBe(false);
      expect(Properties.DeletionProtection ?? 'INACTIVE', id).toBe('INACTIVE');
    }
  });

  it('is hindered by no bucket that may hold files, as it would have to be emptied first', () => {
    const buckets = personal.filter(([, { Type }]) => Type === 'AWS::S3::Bucket');
    // functions/publish-page empties it before it can be removed: its removal needs the function, and that names the bucket
    const emptied = personal.filter(([, { Type }]) => Type === 'Custom::PageFiles');
    expect(emptied).toHaveLength(buckets.length);
  });
});

describe('destroying a stack in production', () => {
  it('keeps tables and people, and nothing else', () => {
    expect(surprises(production, (type) => (KEPT_IN_PRODUCTION.includes(type) ? 'Retain' : 'Delete'))).toEqual([]);
  });

  it('is refused by every table and by the pool of people until their protection is taken off', () => {
    const kept = production.filter(([, { Type }]) => KEPT_IN_PRODUCTION.includes(Type));
    expect(kept.map(([, { Type }]) => Type)).toEqual(expect.arrayContaining(KEPT_IN_PRODUCTION));
    for (const [id, { Type, Properties }] of kept) {
      const protection =
        Type === 'AWS::DynamoDB::Table' ? { DeletionProtectionEnabled: true } : { DeletionProtection: 'ACTIVE' };
      expect(Properties, id).toMatchObject(protection);
    }
  });
});

describe('a table in production', () => {
  it('can be set back to any second of 35 days', () => {
    for (const [id, { Type, Properties }] of production) {
      if (Type !== 'AWS::DynamoDB::Table') continue;
      const recovery = { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } };
      expect(Properties, id).toMatchObject(recovery);
    }
  });
});
