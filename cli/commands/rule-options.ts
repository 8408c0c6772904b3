import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import * as z from 'zod';
import { UsageError } from '../terminal/exit-codes.ts';
import { collect, readDuration, readInstant, readNumber } from './read-option.ts';

/** Options of `alerts add`, `alerts edit` and `preview`. */
export function addRuleOptions(command: CommandUnknownOpts): void {
  const add = (flags: string, description: string, read?: (text: string) => unknown) =>
    command.addOption(read ? new Option(flags, description).argParser(read) : new Option(flags, description));
  command.addOption(
    new Option('--and <condition>', 'another condition that must be met too, in quotes; may be repeated').argParser(
      collect,
    ),
  );
  add('--every-time', 'fires again and again, not once');
  add('--cooldown <duration>', 'with --every-time: nothing fires for so long after a fire', readDuration);
  add(
    '--reanchor',
    'fires again and again, and each fire moves the level on from the price that fired: price crosses-above +5%',
  );
  add(
    '--step <percent>',
    'with --reanchor: how far the level moves, such as +5% or -2.5%; as far as the level is away when left out',
  );
  add('--rearm <percent>', 'with --every-time: how far the value must retreat first', readNumber);
  add('--hold <duration>', 'fires only after the condition has held for so long', readDuration);
  add('--minute-close', 'judges only the closes of whole minutes');
  add('--expires <when>', 'an instant such as 2026-12-24T18:00:00Z, or from now on: 7d');
  add('--name <text>', 'a name, for people');
  add('--note <text>', 'a note, which goes with every message');
  command.addOption(
    new Option(
      '--channel <channel>',
      'email, webhook:ID, an https address, PRESET:ADDRESS, or the JSON of a channel; may be repeated',
    ).argParser(collect),
  );
}

export const ruleOptionsSchema = z.object({
  and: z.array(z.string()).optional(),
  everyTime: z.boolean().optional(),
  cooldown: z.number().optional(),
  reanchor: z.boolean().optional(),
  step: z.string().optional(),
  rearm: z.number().optional(),
  hold: z.number().optional(),
  minuteClose: z.boolean().optional(),
  expires: z.string().optional(),
  name: z.string().optional(),
  note: z.string().optional(),
  channel: z.array(z.string()).optional(),
});
export type RuleOptions = z.infer<typeof ruleOptionsSchema>;

/**
 * The fields of a request that the options ask for. `words` are those of the first condition, which may be missing in a change.
 * What the fields may hold is for the API to say.
 */
export function fieldsOf(words: readonly string[], options: RuleOptions, now: number): Record<string, unknown> {
  const { and = [], rearm, hold, minuteClose, expires, name, note, channel } = options;
  const conditions = [...(words.length > 0 ? [words.join(' ')] : []), ...and].map(readCondition);
  const repeat = readRepeat(options);
  return {
    ...(conditions.length === 1 && { condition: conditions[0] }),
    ...(conditions.length > 1 && { all: conditions }),
    ...(repeat && { repeat }),
    ...(rearm !== undefined && { rearmPercent: rearm }),
    ...(hold !== undefined && { holdSeconds: hold }),
    ...(minuteClose && { confirm: 'minute-close' }),
    ...(expires !== undefined && { expiresAt: readInstant(expires, now) }),
    ...(name !== undefined && { name }),
    ...(note !== undefined && { note }),
    ...(channel && { channels: channel.map(readChannel) }),
  };
}

/** Any option of what repeats makes an alert that does; null without one. */
function readRepeat({ everyTime, cooldown, reanchor, step }: RuleOptions) {
  const moves = reanchor || step !== undefined;
  if (!everyTime && cooldown === undefined && !moves) return null;
  const cooldownSeconds = cooldown ?? null;
  return { mode: 'every-time', cooldownSeconds, ...(moves && { reanchor: true, ...(step !== undefined && { step }) }) };
}

/** `price crosses-above 65000`, `change-1h enters 2 3` or `change-1h enters 2 to 3`. @throws UsageError */
export function readCondition(text: string): Record<string, string> {
  const [metric, op, level, ...more] = text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== 'to');
  if (metric === undefined || op === undefined || level === undefined || more.length > 1) {
    throw new UsageError(
      `"${text}" is no condition: give a metric, an operator and a level (price crosses-above 65000), or two levels of a range.`,
    );
  }
  const [to] = more;
  return to === undefined ? { metric, op, level } : { metric, op, from: level, to };
}

/** @throws UsageError */
function readChannel(text: string): unknown {
  if (text.startsWith('{')) {
    try {
      return JSON.parse(text);
    } catch {
      throw new UsageError(`--channel ${text} is no JSON.`);
    }
  }
  const [, id] = /^webhook:([a-z0-9]+)$/.exec(text) ?? [];
  if (id !== undefined) return { type: 'webhook', id };
  const [, preset, url] = /^(?:([a-z]+):)?(https?:\/\/.+)$/.exec(text) ?? [];
  if (url === undefined) return { type: text };
  return { type: 'webhook', url, ...(preset && { preset }) };
}
