import type { Config } from '../config.ts';
import { checkBootstrap } from './check-bootstrap.ts';
import { checkBudget } from './check-budget.ts';
import { checkFunctions } from './check-functions.ts';
import { checkIdentity } from './check-identity.ts';
import { checkSandbox, checkSender, checkSenderIsGiven } from './check-mail.ts';
import { checkMailDomain } from './check-mail-domain.ts';
import { checkRegion } from './check-region.ts';
import { checkServiceRole } from './check-service-role.ts';
import { checkShards } from './check-shards.ts';
import { checkStack } from './check-stack.ts';
import type { Clients } from './clients.ts';
import { type Finding, note, ok } from './finding.ts';
import { orNote } from './or-note.ts';
import { findOwnStack } from './own-stack.ts';

/** All findings, the most important first. Changes nothing in the account. */
export async function examineAccount(
  config: Config,
  clients: Clients,
  environment: NodeJS.ProcessEnv,
): Promise<Finding[]> {
  const { account, findings } = await checkIdentity(clients.sts, config);
  const known = [...findings, checkRegion(config, environment), checkOwner(config)];
  if (account === null) return [...known, ...checkSenderIsGiven(config)];

  const { budgets, cloudFormation, dns, iam, kinesis, lambda, ses } = clients;
  const own = findOwnStack(cloudFormation);
  const seen = await Promise.all([
    orNote('bootstrap', () => checkBootstrap(cloudFormation, account, config)),
    orNote('ecs role', () => checkServiceRole(iam)),
    orNote('stack', async () => checkStack(await own, config)),
    orNote('shards', async () => checkShards(kinesis, await own, config)),
    orNote('sender', async () => checkSender(ses, config, (await own)?.idsOf('AWS::SES::EmailIdentity') ?? [])),
    orNote('mail domain', () => checkMailDomain({ ses, dns }, config)),
    orNote('mails', () => checkSandbox(ses, config)),
    orNote('functions', () => checkFunctions(lambda, config)),
    orNote('budget', () => checkBudget(budgets, account, config)),
  ]);
  return [...known, ...seen];
}

function checkOwner({ ownerAddress }: Config): Finding {
  return ownerAddress === undefined
    ? note('alarms', 'Nobody gets a mail about an alarm. With -c ownerAddress=<your address> you do.')
    : ok('alarms', `Alarms are mailed to ${ownerAddress}, once its owner has confirmed the mail that SNS sends.`);
}
