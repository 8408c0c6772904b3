import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { synthesise } from './synthesise.ts';

const TABLES_PAGE = readFileSync(join(import.meta.dirname, '../../docs/tables.md'), 'utf8');
const variablesSchema = z.record(z.string(), z.unknown());
const containersSchema = z.array(
  z.looseObject({ Environment: z.array(z.looseObject({ Name: z.string() })).default([]) }),
);

it('docs/tables.md names every variable that the template gives to a function or to the task', () => {
  const { template } = synthesise();
  const ofType = (type: string) => Object.values(template.findResources(type)).map(({ Properties }) => Properties);
  const given = [
    ...ofType('AWS::Lambda::Function').flatMap(({ Environment }) =>
      Object.keys(variablesSchema.parse(Environment?.Variables ?? {})),
    ),
    ...ofType('AWS::ECS::TaskDefinition').flatMap(({ ContainerDefinitions }) =>
      containersSchema.parse(ContainerDefinitions).flatMap(({ Environment }) => Environment.map(({ Name }) => Name)),
    ),
  ];
  const [, environment = ''] = TABLES_PAGE.split('## Environment');
  expect(new Set(given).size).toBeGreaterThan(20);
  expect([...new Set(given)].filter((name) => !environment.includes(`\`${name}\``))).toEqual([]);
});
