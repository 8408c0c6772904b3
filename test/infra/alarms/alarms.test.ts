import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FUNCTION_METRICS, METRIC_NAMESPACE } from '../../../adapters/metric-report.ts';
import { METRIC_NAMES } from '../../../ingest-task/publishing/minute-report.ts';
import { REAL_SENDER, synthesise } from '../synthesise.ts';
import { ALARM_CASES } from './alarm-cases.ts';
import { alarmSchema } from './alarm-properties.ts';
import { statesOf } from './evaluate-alarm.ts';

/** AWS does not say how many more periods CloudWatch looks at than the alarm has: what holds for all of these is relied on. */
const EXTRA_PERIODS = [0, 1, 2, 3];

const { template } = synthesise();
const resources = template.findResources('AWS::CloudWatch::Alarm');
const alarms = Object.entries(resources).map(([id, { Properties }]) => ({ id, alarm: alarmSchema.parse(Properties) }));

function caseOf(id: string) {
  const found = ALARM_CASES[id];
  if (!found) throw new Error(`${id}: write into alarm-cases.ts what sets it off, and the nearest that does not`);
  return found;
}

describe('each alarm of the template', () => {
  it.each(alarms)('$id goes off when it should', ({ id, alarm }) => {
    for (const extra of EXTRA_PERIODS) expect(statesOf(alarm, caseOf(id).goesOff, extra).at(-1)).toBe('ALARM');
  });

  it.each(alarms)('$id does not go off for a little less', ({ id, alarm }) => {
    for (const extra of EXTRA_PERIODS) expect(statesOf(alarm, caseOf(id).staysQuiet, extra)).not.toContain('ALARM');
  });

  it('is one of those that have such a pair, and no pair is left over', () => {
    expect(Object.keys(ALARM_CASES).sort()).toEqual(alarms.map(({ id }) => id).sort());
  });

  it.each(alarms)('$id says in a sentence what has happened', ({ alarm }) => {
    expect(alarm.AlarmDescription).toMatch(/^[A-Z].*\.$/);
  });
});

describe('the metrics of our own that alarms read', () => {
  const ofFilters = Object.values(template.findResources('AWS::Logs::MetricFilter')).map(
    ({ Properties: { MetricTransformations } }) => MetricTransformations[0].MetricName,
  );
  const known: Readonly<Record<string, readonly string[]>> = {
    ingest: METRIC_NAMES,
    functions: Object.keys(FUNCTION_METRICS),
    '': ofFilters,
  };
  const own = Object.entries(resources).filter(([, { Properties }]) => Properties.Namespace === METRIC_NAMESPACE);

  it.each(own)('are reported by who is named: %s', (_id, { Properties: { Dimensions, MetricName } }) => {
    expect(known[Dimensions?.[0].Value ?? '']).toContain(MetricName);
  });
});

describe('the mails of alarms', () => {
  it('go to the owner when an alarm goes off, and when it ends', () => {
    const withOwner = synthesise({ ...REAL_SENDER, ownerAddress: 'owner@pricebell.dev' }).template;
    const topics = [{ Ref: 'AlarmMailsTopic' }];
    withOwner.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: topics, OKActions: topics });
  });

  it('go to nobody without an owner', () => {
    for (const { Properties } of Object.values(resources)) {
      expect(Properties).not.toHaveProperty('AlarmActions');
      expect(Properties).not.toHaveProperty('OKActions');
    }
  });
});

describe('the documents', () => {
  const root = join(import.meta.dirname, '../../..');
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const RUNBOOK = read('docs/runbook.md');
  /** An id begins with the construct's: people read the alarm's own name. */
  const nameOf = (id: string) => id.replace(/^Ingest/, '');
  const names = alarms.map(({ id }) => nameOf(id));

  it.each(names)('have a row in the runbook that says what %s means and what to do', (name) => {
    const [row, ...more] = RUNBOOK.split('\n').filter((line) => line.startsWith(`| \`${name}\` |`));
    expect(more).toEqual([]);
    const [, , means = '', remedy = ''] = row?.split(/(?<!\\)\|/) ?? [];
    expect(means.trim().length).toBeGreaterThan(10);
    expect(remedy.trim().length).toBeGreaterThan(10);
  });

  it('have no row in the runbook for an alarm that the template lacks', () => {
    const tables = RUNBOOK.split(/^\| alarm \|.*$/m).slice(1);
    const rows = tables.flatMap((table) => [...(table.split('\n\n')[0] ?? '').matchAll(/^\| `(\w+)` \|/gm)]);
    expect(rows.map(([, name]) => name).sort()).toEqual([...names].sort());
  });

  it('name no other alarm anywhere', () => {
    const pages = [
      'README.md',
      'SECURITY.md',
      'ARCHITECTURE.md',
      ...markdownOf('docs'),
      ...markdownOf('docs/decisions'),
    ];
    const named = pages.flatMap((page) => [...read(page).matchAll(/\balarms? `([A-Z]\w+)`/g)].map(([, name]) => name));
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !names.includes(name ?? ''))).toEqual([]);
  });

  it('list those that the emulator lacks', () => {
    const { template: reduced } = synthesise({ ...REAL_SENDER, emulator: 'true' });
    const there = Object.keys(reduced.findResources('AWS::CloudWatch::Alarm'));
    const absent = alarms.map(({ id }) => id).filter((id) => !there.includes(id));
    const row = read('docs/local.md')
      .split('\n')
      .find((line) => line.includes('knows no alarm on several metrics'));
    expect([...(row ?? '').matchAll(/`([A-Z]\w+)`/g)].map(([, name]) => name).sort()).toEqual(
      absent.map(nameOf).sort(),
    );
  });

  function markdownOf(folder: string): string[] {
    const files = readdirSync(join(root, folder)).filter((name) => name.endsWith('.md'));
    return files.map((name) => `${folder}/${name}`);
  }
});
