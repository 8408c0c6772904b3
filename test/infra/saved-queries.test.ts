import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { CallTimes } from '../../adapters/dynamodb/call-times.ts';
import { createLog } from '../../adapters/log.ts';
import { reportSlow } from '../../functions/api/http/report-slow.ts';
import { serveApi } from '../../functions/api/serve-api.ts';
import { SAVED_QUERIES } from '../../infra/constructs/observing/saved-queries.ts';
import { queryStringOf, type SavedQuery } from '../../infra/constructs/observing/saved-query.ts';
import { buildApiEvent } from '../support/api-event.ts';
import { buildContext } from '../support/lambda-context.ts';
import { render } from './render.ts';
import { synthesise } from './synthesise.ts';
import { type WrittenLine, writtenLines } from './written-lines.ts';

const RUNBOOK = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
const queries: [string, SavedQuery][] = Object.entries(SAVED_QUERIES);
/** Of Logs Insights itself. */
const WORDS = /^(max|min|count|as|by|and|or|like|in|asc|desc)$/;

let lines: WrittenLine[];
beforeAll(async () => {
  lines = [...(await writtenLines()), ...(await answeredLines())];
});

/** The lines of a request that failed after a slow call. */
async function answeredLines(): Promise<WrittenLine[]> {
  const texts: string[] = [];
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => texts.push(String(text)) > 0);
  const event = buildApiEvent('GET /api/coins');
  try {
    const broken = serveApi(() => Promise.reject(new Error('broken')), new CallTimes());
    await broken(event, buildContext());
  } finally {
    stdout.mockRestore();
  }
  const calls = [{ call: 'GetItem', tables: ['people'], ms: 900 }];
  let now = 0;
  const log = createLog((text) => void texts.push(text));
  const slow = reportSlow(async () => ({ statusCode: 200 }), {
    calls: { calls, begin: () => undefined },
    log,
    elapsed: () => (now += 900),
  });
  await slow(event, buildContext());
  return texts.map((text) => JSON.parse(text));
}

/** As Logs Insights finds it: `a.0.b` within lists and objects. */
function fieldOf(line: unknown, path: string): unknown {
  let value: unknown = line;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key === name)?.[1];
  }
  return value;
}

/** Every field that a query names, without those of CloudWatch (`@…`) and those that it makes itself (`as …`). */
function namedFields({ fields = [], filters = [], stats = '' }: SavedQuery): string[] {
  const made = [...stats.matchAll(/ as (\w+)/g)].map(([, name]) => name);
  const text = [...filters, stats].join(' ').replaceAll(/"[^"]*"/g, '');
  const named = [...text.matchAll(/[@\w.]+/g)].map(([name]) => name).filter((name) => !WORDS.test(name));
  return [...fields, ...named].filter((name) => !name.startsWith('@') && !made.includes(name));
}

describe.each(queries)('the saved query %s', (_, query) => {
  it('names messages that the programs write', () => {
    const written = new Set(lines.map(({ message }) => message));
    for (const message of query.messages ?? []) expect(written, message).toContain(message);
  });

  it('names fields that such lines have', () => {
    const found = lines.filter(({ message }) => !query.messages || query.messages.some((it) => it === message));
    const missing = namedFields(query).filter((name) => found.every((line) => fieldOf(line, name) === undefined));
    expect(missing.filter((name) => !isOfLambda(name))).toEqual([]);
  });

  it('is sorted by what it shows', () => {
    const [by = ''] = query.sort.split(' ');
    expect(
      queryStringOf(query)
        .toString()
        .replace(/\| sort .*/s, ''),
    ).toContain(by);
  });
});

/** `requestId` and `level` are written by the log itself, not by who logs. */
function isOfLambda(name: string): boolean {
  return name === 'requestId';
}

it.each(queries)('the runbook says what the saved query %s answers', (_, { title }) => {
  expect(RUNBOOK).toContain(`| \`${title}\` |`);
});

describe('saved queries in the stack', () => {
  const { template } = synthesise();
  const saved = Object.values(template.findResources('AWS::Logs::QueryDefinition')).map(({ Properties }) => Properties);

  it.each(queries)('%s reads log groups of the stack', (_, query) => {
    const found = saved.find(({ Name }) => Name === `Pricebell/${query.title}`);
    expect(found?.LogGroupNames.map(render)).toEqual(query.reads.map((source) => `${source}Logs`));
    const groups = Object.keys(template.findResources('AWS::Logs::LogGroup'));
    expect(groups).toEqual(expect.arrayContaining(query.reads.map((source) => `${source}Logs`)));
  });

  it('find the errors of every function and of the task, but for the one whose errors a deploy prints', () => {
    const [, errors] = queries.find(([name]) => name === 'Errors') ?? expect.fail();
    const groups = Object.keys(template.findResources('AWS::Logs::LogGroup'));
    expect(errors.reads.map((source) => `${source}Logs`).sort()).toEqual(
      groups.filter((group) => !['HttpAccessLogs', 'PublishPageLogs'].includes(group)).sort(),
    );
  });

  it('read no log of a canary that is switched off', () => {
    const { template: without } = synthesise({ canary: 'false' });
    expect(JSON.stringify(without.findResources('AWS::Logs::QueryDefinition'))).not.toContain('RunCanary');
  });

  it('are left out on the emulator, which knows none', () => {
    const { template: emulated } = synthesise({ emulator: 'true' });
    expect(emulated.findResources('AWS::Logs::QueryDefinition')).toEqual({});
  });
});

it('the lines of an alert can be found by its id alone', () => {
  const about = lines.filter((line) => JSON.stringify(line).includes('BTCUSDT-0-01J9ZX00000000000000000000'));
  const messages = ['alert fired', 'message dispatched', 'mail', 'webhook called'];
  expect(about.map(({ message }) => message)).toEqual(expect.arrayContaining(messages));
});
