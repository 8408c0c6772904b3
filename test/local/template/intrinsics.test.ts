// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is CloudFormation's own syntax
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../local/json.ts';
import { resolveValue } from '../../../local/template/intrinsics.ts';

const resolve = (value: Json) =>
  resolveValue(value, {
    ref: async (name) => `ref:${name}`,
    attribute: async (id, name) => `att:${id}:${name}`,
  });

describe('an intrinsic function', () => {
  it.each<[Json, Json]>([
    [{ Ref: 'A' }, 'ref:A'],
    [{ 'Fn::GetAtt': ['A', 'Arn'] }, 'att:A:Arn'],
    [{ 'Fn::GetAtt': 'A.Outputs.X' }, 'att:A:Outputs.X'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'A' }, 1]] }, 'a-ref:A-1'],
    [{ 'Fn::Sub': 's3://b-${AWS::Region}/${A.Arn}${!Literal}' }, 's3://b-ref:AWS::Region/att:A:Arn${Literal}'],
    [{ 'Fn::Sub': ['${X}-${A}', { X: { Ref: 'B' } }] }, 'ref:B-ref:A'],
    [{ 'Fn::Select': [1, { 'Fn::Split': [':', { 'Fn::GetAtt': ['A', 'Arn'] }] }] }, 'A'],
    [[{ deep: [{ Ref: 'A' }] }], [{ deep: ['ref:A'] }]],
    [
      { Ref: 'A', more: 1 },
      { Ref: 'A', more: 1 },
    ],
  ])('%j is %j', async (value, expected) => {
    expect(await resolve(value)).toEqual(expected);
  });

  it('that is not known is named', async () => {
    await expect(resolve({ a: { 'Fn::If': ['x', 'y', 'z'] } })).rejects.toThrow('Fn::If');
  });

  it('names what is missing', async () => {
    await expect(resolve({ 'Fn::Select': [2, ['a']] })).rejects.toThrow('Fn::Select: no element 2');
    await expect(resolve({ 'Fn::Join': ['', [{}]] })).rejects.toThrow('Fn::Join: {} is not a text');
  });
});
