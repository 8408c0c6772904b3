import type { CallTarget, WaitingCall, WaitingCalls } from '../../adapters/dynamodb/messages/waiting-calls.ts';

/** The waiting calls of table `people`, in memory. */
export function memoryWaitingCalls(): WaitingCalls & { all(): readonly WaitingCall[] } {
  const calls = new Map<string, WaitingCall & CallTarget>();
  const keyOf = ({ person, webhookId }: CallTarget, { dueAt, messageId }: WaitingCall) =>
    [person, webhookId, String(dueAt).padStart(14, '0'), messageId].join(' ');
  const sorted = () => [...calls].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, call]) => call);
  const add = async (target: CallTarget, call: WaitingCall) =>
    void calls.set(keyOf(target, call), { ...call, ...target });
  const remove = async (target: CallTarget, call: WaitingCall) => void calls.delete(keyOf(target, call));
  return {
    all: sorted,
    add,
    remove,
    read: async ({ person, webhookId }, limit) =>
      sorted()
        .filter((call) => call.person === person && call.webhookId === webhookId)
        .slice(0, limit)
        .map(({ messageId, firedAt, dueAt }) => ({ messageId, firedAt, dueAt })),
    postpone: async (target, call, dueAt) => {
      if (dueAt === call.dueAt) return;
      await add(target, { ...call, dueAt });
      await remove(target, call);
    },
  };
}
