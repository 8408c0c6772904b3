import { type Config, STACK_NAME } from '../../config.ts';
import { checkIdentity } from '../check-identity.ts';
import { checkSandbox, checkSender, withDeployedSender } from '../check-mail.ts';
import { checkMailDomain } from '../check-mail-domain.ts';
import type { Clients } from '../clients.ts';
import { type Finding, ok, stop, wait } from '../finding.ts';
import { orNote } from '../or-note.ts';
import { findOwnStack, isUsable, type OwnStack } from '../own-stack.ts';
import { checkAlarms } from './check-alarms.ts';
import { checkHealth, noApiUrl } from './check-health.ts';
import { checkBudgetIsSet, checkOwnerConfirmed } from './check-owner.ts';
import { checkPage, noPage } from './check-page.ts';
import { checkTask } from './check-task.ts';
import { nextSteps } from './next-steps.ts';

export interface Look {
  readonly findings: readonly Finding[];
  /** what to do when all is well; empty when there is nothing to do */
  readonly next: string;
}

export interface DeployDeps {
  readonly config: Config;
  readonly clients: Clients;
  /** where the API answers, if not at the address in the stack's outputs */
  readonly apiUrl: string | undefined;
  /** ms */
  readonly now: () => number;
}

/** Whether the deployed stack lives, as of now. Changes nothing in the account. */
export async function examineDeploy(deps: DeployDeps): Promise<Look> {
  const { config, clients } = deps;
  const { account, findings } = await checkIdentity(clients.sts, config);
  if (account === null) return { findings, next: '' };
  const own = await findOwnStack(clients.cloudFormation);
  const stack = judgeStack(own, config);
  if (!own || stack.level !== 'ok') return { findings: [...findings, stack], next: '' };
  const { parts, next } = await examineParts(deps, own);
  return { findings: [...findings, stack, ...parts], next };
}

function judgeStack(own: OwnStack | null, { region }: Config): Finding {
  if (!own) return stop('stack', `There is no ${STACK_NAME} in ${region}: deploy it first (npx cdk deploy).`);
  const { StackStatus: status = 'UNKNOWN' } = own.stack;
  if (/ROLLBACK|FAILED/.test(status)) {
    return stop('stack', `The last deploy failed (${status}): its events in the console name the cause.`);
  }
  if (isUsable(own.stack)) return ok('stack', `${STACK_NAME} is deployed (${status}).`);
  return wait('stack', `${STACK_NAME} is changing (${status}).`);
}

async function examineParts(deps: DeployDeps, own: OwnStack): Promise<{ parts: Finding[]; next: string }> {
  const { clients, config, now } = deps;
  const outputs = Object.fromEntries(
    (own.stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
  const apiUrl = (deps.apiUrl ?? outputs.ApiUrl)?.replace(/\/$/, '');
  const identities = own.idsOf('AWS::SES::EmailIdentity');
  const deployed = withDeployedSender(config, identities[0]);
  const { PageUrl: pageUrl, Issuer: issuer, UserPoolClientId: clientId } = outputs;
  const [task, seen, ...others] = await Promise.all([
    orNote('task', () => checkTask(clients.ecs, own)),
    apiUrl === undefined ? { findings: [noApiUrl()], health: null } : checkHealth(apiUrl, now()),
    orNote('page', async () => (pageUrl === undefined ? noPage() : checkPage({ pageUrl, issuer, clientId }))),
    orNote('sender', () => checkSender(clients.ses, deployed, identities)),
    orNote('mail domain', () => checkMailDomain(clients, deployed)),
    orNote('mails', () => checkSandbox(clients.ses, config)),
    orNote('owner', () => checkOwnerConfirmed(clients.sns, own)),
    orNote('alarms', () => checkAlarms(clients.cloudWatch, own)),
  ]);
  const next = apiUrl === undefined ? '' : nextSteps({ region: config.region, apiUrl, outputs }, seen.health);
  return { parts: [task, ...seen.findings, ...others, checkBudgetIsSet(own)], next };
}
