import { type Config, STACK_NAME } from '../config.ts';
import { type Finding, ok, stop } from './finding.ts';
import { isUsable, type OwnStack } from './own-stack.ts';

const ABOUT = 'stack';

/** Whether a deploy can make the stack, or update that of an earlier deploy. */
export function checkStack(own: OwnStack | null, { region, stage }: Config): Finding {
  if (!own) return ok(ABOUT, `There is no ${STACK_NAME} in ${region} yet: a deploy makes it.`);
  const { StackStatus: status = 'UNKNOWN', Tags = [] } = own.stack;
  if (isUsable(own.stack)) {
    const deployed = Tags.find(({ Key }) => Key === 'stage')?.Value;
    if (deployed === 'production' && stage !== 'production') return wouldUnprotect();
    return ok(ABOUT, `${STACK_NAME} is there (${status}): a deploy updates it.`);
  }
  if (status.endsWith('_IN_PROGRESS'))
    return stop(ABOUT, `${STACK_NAME} is changing (${status}). Wait until it is done.`);
  if (status === 'UPDATE_ROLLBACK_FAILED') {
    return stop(
      ABOUT,
      `${STACK_NAME} could not go back (${status}). Run \`npx cdk rollback\`; the events in the console name the cause.`,
    );
  }
  return stop(
    ABOUT,
    `A deploy of ${STACK_NAME} has failed (${status}). The events in the console name the cause; run \`npx cdk destroy\`, then deploy again.`,
  );
}

/** The stage has a default, so a setting that is left out by mistake would do it. */
function wouldUnprotect(): Finding {
  return stop(
    ABOUT,
    `${STACK_NAME} was deployed with stage=production. A deploy with these settings takes the protection off its tables and people, and their backups away. Give -c stage=production, or deploy all the same if you mean it.`,
  );
}
