import { AsyncLocalStorage } from 'node:async_hooks';
import * as z from 'zod';

type Method = (this: unknown, ...args: unknown[]) => unknown;

const isMethod = (value: unknown): value is Method => typeof value === 'function';
const method = z.custom<Method>(isMethod);
const routerModuleSchema = z.object({
  SqsRouter: z.custom<{ prototype: { handle: Method } }>((it) => isMethod(it) && isMethod(it.prototype?.handle)),
});
const storeModuleSchema = z.object({
  SqsStore: z.custom<{ createMessage: Method }>((it) => isMethod(it) && 'createMessage' in it),
});
const requestSchema = z.object({ body: z.object({ MessageGroupId: z.string().optional() }) });

/** The place of `messageGroupId` among the arguments of `SqsStore.createMessage`. */
const GROUP_ARGUMENT = 3;

let isKept = false;

/**
 * Makes `fauxqs` keep and return the `MessageGroupId` of messages in standard queues, as SQS does since it has fair queues. The engine
 * reads it for FIFO queues alone.
 */
export async function keepMessageGroups(): Promise<void> {
  if (isKept) return;
  isKept = true;
  const engine = import.meta.resolve('fauxqs');
  const { SqsRouter } = routerModuleSchema.parse(await import(new URL('./sqs/sqsRouter.js', engine).href));
  const { SqsStore } = storeModuleSchema.parse(await import(new URL('./sqs/sqsStore.js', engine).href));
  const group = new AsyncLocalStorage<string | undefined>();
  const handle = method.parse(SqsRouter.prototype.handle);
  SqsRouter.prototype.handle = function handleInGroup(request, ...more) {
    const asked = requestSchema.safeParse(request).data?.body.MessageGroupId;
    return group.run(asked, () => handle.call(this, request, ...more));
  };
  const createMessage = method.parse(SqsStore.createMessage);
  SqsStore.createMessage = function createInGroup(...given) {
    const args = Array.from({ length: Math.max(given.length, GROUP_ARGUMENT + 1) }, (_, index) => given[index]);
    args[GROUP_ARGUMENT] ??= group.getStore();
    return createMessage.apply(this, args);
  };
}
