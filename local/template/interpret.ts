import { isJsonObject, type Json, messageOf } from '../json.ts';
import { ACCOUNT_ID, REGION } from '../local-account.ts';
import type { Template, TemplateResource } from './assembly.ts';
import { dropIgnored, ignoredBecause } from './ignored.ts';
import { resolveValue } from './intrinsics.ts';
import type { Resource, Workbench } from './resource-type.ts';
import { RESOURCE_TYPES } from './resource-types.ts';

const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT_ID,
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::StackName': 'pricebell-local',
  'AWS::StackId': 'pricebell-local',
  'AWS::URLSuffix': 'localhost',
};

/**
 * Makes every resource of the template, each after those that it refers to. Functions, mappings, routes and the task are added to the
 * workbench's plan.
 * @throws Error that names the resource and what is unknown about it
 */
export async function interpretTemplate(template: Template, workbench: Workbench): Promise<void> {
  const interpreter = createInterpreter(template, workbench);
  const wanted = Object.entries(template.Resources).filter(([, resource]) => ignoredBecause(resource) === null);
  const made = await Promise.allSettled(wanted.map(([logicalId]) => interpreter.resource(logicalId, [])));
  const failed = made.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

function createInterpreter(template: Template, workbench: Workbench) {
  const made = new Map<string, Promise<Resource>>();

  /** `path`: the resources that wait for this one, to detect one that waits for itself. */
  function resource(logicalId: string, path: readonly string[]): Promise<Resource> {
    if (path.includes(logicalId)) throw new Error(`resources wait for each other: ${[...path, logicalId].join(' → ')}`);
    const known = made.get(logicalId);
    if (known) return known;
    const making = makeNamed(logicalId, path);
    made.set(logicalId, making);
    return making;
  }

  async function makeNamed(logicalId: string, path: readonly string[]): Promise<Resource> {
    const description = template.Resources[logicalId];
    if (!description) throw new Error(`the template has no resource ${logicalId}`);
    try {
      return await make(logicalId, description, [...path, logicalId]);
    } catch (error) {
      throw new Error(`${logicalId} (${description.Type}): ${messageOf(error)}`, { cause: error });
    }
  }

  async function make(logicalId: string, { Type, Properties }: TemplateResource, path: readonly string[]) {
    const type = RESOURCE_TYPES[Type];
    if (!type) {
      const why =
        ignoredBecause({ Type, Properties }) !== null
          ? 'ignores this resource type, so nothing can refer to it'
          : 'does not know this resource type';
      throw new Error(`the local interpreter ${why}`);
    }
    const properties = await resolveValue(dropIgnored(Type, Properties), {
      ref: (name) => reference(name, path),
      attribute: async (name, attribute) => {
        const value = (await resource(name, path)).attributes[attribute];
        if (value === undefined) throw new Error(`${name} has no attribute ${attribute} here`);
        return value;
      },
    });
    return type.make({ logicalId, properties, workbench });
  }

  async function reference(name: string, path: readonly string[]): Promise<Json> {
    const pseudo = PSEUDO_PARAMETERS[name];
    if (pseudo !== undefined) return pseudo;
    const parameter = template.Parameters[name];
    if (!parameter) return (await resource(name, path)).ref;
    if (parameter.Default === undefined || isJsonObject(parameter.Default)) {
      throw new Error(`parameter ${name} has no default`);
    }
    return parameter.Default;
  }

  return { resource };
}
