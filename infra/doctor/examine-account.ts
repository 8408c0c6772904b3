import type { Config } from '../config.ts';
import { checkFunctions } from './check-functions.ts';
import { checkIdentity } from './check-identity.ts';
import { checkSandbox, checkSender, checkSenderIsGiven } from './check-mail.ts';
import { checkRegion } from './check-region.ts';
import { checkBootstrap, checkOwnStack, type OwnStack } from './check-stacks.ts';
import type { Clients } from './clients.ts';
import { type Finding, note, ok } from './finding.ts';

/** All findings, the most important first. Changes nothing in the account. */
export async function examineAccount(
  config: Config,
  clients: Clients,
  environment: NodeJS.ProcessEnv,
): Promise<Finding[]> {
  const { account, findings } = await checkIdentity(clients.sts, config);
  const known = [...findings, checkRegion(config, environment), checkOwner(config)];
  if (account === null) return [...known, ...checkSenderIsGiven(config)];

  const { cloudFormation, ses, lambda } = clients;
  const [bootstrap, stack, mails, functions] = await Promise.all([
    orNote('bootstrap', () => checkBootstrap(cloudFormation, `aws://${account}/${config.region}`)),
    ownStack(() => checkOwnStack(cloudFormation, config)),
    orNote('mails', () => checkSandbox(ses)),
    orNote('functions', () => checkFunctions(lambda, config)),
  ]);
  const sender = await orNote('sender', () => checkSender(ses, config, stack.sender));
  return [...known, bootstrap, stack.finding, sender, mails, functions];
}

function checkOwner({ ownerAddress }: Config): Finding {
  return ownerAddress === undefined
    ? note('alarms', 'Nobody gets a mail about an alarm. With -c ownerAddress=<your address> you do.')
    : ok('alarms', `Alarms are mailed to ${ownerAddress}, once its owner has confirmed the mail that SNS sends.`);
}

/** A check that these credentials may not make says nothing about a deploy, which uses roles of its own. */
async function orNote(about: string, check: () => Promise<Finding>): Promise<Finding> {
  try {
    return await check();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return note(about, `This can't be looked at with these credentials (${why}). A deploy may work all the same.`);
  }
}

async function ownStack(check: () => Promise<OwnStack>): Promise<OwnStack> {
  let sender: string | null = null;
  const finding = await orNote('stack', async () => {
    const found = await check();
    sender = found.sender;
    return found.finding;
  });
  return { finding, sender };
}
