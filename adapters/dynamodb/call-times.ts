import type { DynamoDBClient, ServiceInputTypes } from '@aws-sdk/client-dynamodb';

/** One call to the tables, without anything of its content. */
export interface CallTime {
  /** the operation, such as `GetItem` */
  readonly call: string;
  readonly tables: readonly string[];
  /** with all its attempts */
  readonly ms: number;
  /** when there was more than one */
  readonly attempts?: number;
  /** the name of the error that it ended with */
  readonly error?: string;
}

/** What the calls of a client have taken since the request under way began. An environment answers one request at a time. */
export class CallTimes {
  #calls: CallTime[] = [];

  /** A request begins. What an earlier one has left running is not counted to it. */
  begin(): void {
    this.#calls = [];
  }

  /** in the order in which they ended */
  get calls(): readonly CallTime[] {
    return this.#calls;
  }

  watch(client: DynamoDBClient): void {
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          const calls = this.#calls;
          const begun = performance.now();
          const about = () => ({
            call: commandName.replace(/Command$/, ''),
            tables: tablesOf(args.input),
            ms: Math.round(performance.now() - begun),
          });
          try {
            const result = await next(args);
            const { attempts = 1 } = result.output.$metadata;
            calls.push({ ...about(), ...(attempts > 1 && { attempts }) });
            return result;
          } catch (error) {
            calls.push({ ...about(), error: error instanceof Error ? error.name : String(error) });
            throw error;
          }
        },
      { name: 'callTimes', step: 'initialize', priority: 'high' },
    );
  }
}

/** By one name, by the names of a batch, or by those of a transaction. */
function tablesOf(input: ServiceInputTypes): string[] {
  if ('TableName' in input) return [String(input.TableName)];
  if ('RequestItems' in input) return Object.keys(input.RequestItems ?? {});
  const items = 'TransactItems' in input ? (input.TransactItems ?? []) : [];
  const parts: readonly ({ readonly TableName?: string | undefined } | undefined)[] = items.flatMap(Object.values);
  return [...new Set(parts.flatMap((part) => part?.TableName ?? []))];
}
