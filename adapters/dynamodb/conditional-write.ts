import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/** Whether the condition of the write held. @throws what the write throws for any other reason */
export async function conditionHeld(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** For writes that change nothing when their condition does not hold. @throws what the write throws for any other reason */
export async function ignoreFailedCondition(write: Promise<unknown>): Promise<void> {
  await conditionHeld(write);
}
