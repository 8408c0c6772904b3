import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { REAL_SENDER, synthesise } from './synthesise.ts';

const { template } = synthesise({ ...REAL_SENDER, ownerAddress: 'owner@pricebell.dev' });
const text = JSON.stringify(template.toJSON());
const SECRET_NAME = /SECRET|PASSWORD|PASSPHRASE|TOKEN|CREDENTIAL|(API|ACCESS|PRIVATE|SIGNING|HMAC)_?KEY/i;

const containersSchema = z.array(
  z.object({ Environment: z.array(z.object({ Name: z.string(), Value: z.unknown() })).default([]) }),
);

/** `[where, name, value]`, of every function and container. */
function variables(): [string, string, unknown][] {
  const ofFunctions = Object.entries(template.findResources('AWS::Lambda::Function')).flatMap(([id, { Properties }]) =>
    Object.entries(Properties.Environment?.Variables ?? {}).map(([name, value]): [string, string, unknown] => [
      id,
      name,
      value,
    ]),
  );
  const ofTasks = Object.entries(template.findResources('AWS::ECS::TaskDefinition')).flatMap(([id, { Properties }]) =>
    containersSchema
      .parse(Properties.ContainerDefinitions)
      .flatMap(({ Environment }) => Environment)
      .map(({ Name, Value }): [string, string, unknown] => [id, Name, Value]),
  );
  return [...ofFunctions, ...ofTasks];
}

describe('a secret', () => {
  it('is made up in the account, never written in the template', () => {
    for (const [id, { Properties }] of Object.entries(template.findResources('AWS::SecretsManager::Secret'))) {
      expect(Properties, id).not.toHaveProperty('SecretString');
      expect(Properties, id).toHaveProperty('GenerateSecretString');
    }
  });

  it('is in no environment variable, which the console shows: only its name is', () => {
    expect(variables().length).toBeGreaterThan(20);
    const written = variables().filter(([, name, value]) => SECRET_NAME.test(name) && typeof value === 'string');
    expect(written).toEqual([]);
    expect(text).not.toContain('{{resolve:');
  });

  it('is printed by no output and asked of no parameter', () => {
    expect(Object.keys(template.toJSON().Outputs).filter((name) => SECRET_NAME.test(name))).toEqual([]);
    expect(template.toJSON()).not.toHaveProperty('Parameters');
  });

  it('of a well-known shape is nowhere in the template', () => {
    expect(text).not.toMatch(/AKIA[0-9A-Z]{16}|-----BEGIN|eyJ[\w-]{10,}\.|whsec_|xox[bp]-/);
  });
});
