import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/** Whether the write's condition held. @throws what the write throws for any other reason */
export async function conditionHeld(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
