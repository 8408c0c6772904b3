import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** The table's capacity does not suffice, or that of a partition. */
const REFUSED_FOR_CAPACITY = new Set(['ProvisionedThroughputExceededException', 'ThrottlingException']);

/** Reports each attempt of a client's calls that DynamoDB refused for lack of capacity, also when the SDK's next attempt succeeds. */
export class ThrottleWatch {
  readonly #onRefused: (error: Error) => void;

  constructor(onRefused: (error: Error) => void) {
    this.#onRefused = onRefused;
  }

  watch(client: DynamoDBClient): void {
    client.middlewareStack.add(
      (next) => async (args) => {
        try {
          return await next(args);
        } catch (error) {
          if (error instanceof Error && REFUSED_FOR_CAPACITY.has(error.name)) this.#onRefused(error);
          throw error;
        }
      },
      // within the SDK's own retries, which begin at the high priority of this step
      { name: 'throttleWatch', step: 'finalizeRequest', priority: 'low' },
    );
  }
}
