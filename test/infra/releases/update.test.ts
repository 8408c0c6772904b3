import { describe, expect, it } from 'vitest';
import { presentTemplate, STAGES } from './present-release.ts';
import { newestRelease, type Resource, type StackTemplate } from './read-release.ts';
import { updateRisks } from './update-risks.ts';

/**
 * What an update from the newest release may lose, by logical id, each with its reason. CHANGELOG and docs/deploy.md say it to whoever
 * updates. With a new release the list is empty again.
 */
const ACCEPTED: Readonly<Record<string, string>> = {};

const release = newestRelease();

describe.each(STAGES)('an update of a %s stack from the newest release', (stage) => {
  const released = release.templates[stage];

  /** The risks of an update to the released template with this change. */
  function risksOf(change: (resources: Record<string, Resource>) => void): Record<string, string> {
    const changed: StackTemplate = structuredClone(released);
    change(changed.Resources);
    return updateRisks(released, changed);
  }

  function rename(resources: Record<string, Resource>, id: string, other: string): void {
    const resource = resources[id];
    if (resource) resources[other] = resource;
    delete resources[id];
  }

  function setProperties(resources: Record<string, Resource>, id: string, properties: Record<string, unknown>): void {
    Object.assign(resources[id]?.Properties ?? expect.fail(`no ${id}`), properties);
  }

  it('loses no state and is refused nowhere, but for what is accepted', () => {
    const risks = updateRisks(released, presentTemplate(stage));
    expect(Object.keys(released.Resources).length).toBeGreaterThan(50);
    expect(Object.fromEntries(Object.entries(risks).filter(([id]) => !(id in ACCEPTED)))).toEqual({});
    for (const id of Object.keys(ACCEPTED)) expect(risks, 'accepted, but it is no risk').toHaveProperty(id);
  });

  it('to itself risks nothing', () => {
    expect(risksOf(() => {})).toEqual({});
  });

  it('would lose the rows of a table with another key', () => {
    const KeySchema = [{ AttributeName: 'alert', KeyType: 'HASH' }];
    const risks = risksOf((resources) => setProperties(resources, 'DatabaseTriggers', { KeySchema }));
    expect(risks).toEqual({ DatabaseTriggers: 'replaced, with its rows' });
  });

  it('would lose the position of who reads the stream of a replaced table', () => {
    const KeySchema = [{ AttributeName: 'owner', KeyType: 'HASH' }];
    const risks = risksOf((resources) => setProperties(resources, 'DatabaseAlerts', { KeySchema }));
    expect(risks).toEqual({
      DatabaseAlerts: 'replaced, with its rows',
      DispatchMessagesAlertsStream: 'replaced, with its position in a stream',
    });
  });

  it('would lose what is renamed or dropped', () => {
    const happens = stage === 'production' ? 'left behind, and used no more' : 'removed';
    expect(risksOf((resources) => rename(resources, 'DatabasePeople', 'DatabasePersons'))).toEqual({
      DatabasePeople: `${happens}, with its rows`,
    });
    expect(risksOf((resources) => delete resources.PeoplePoolClient)).toEqual({
      PeoplePoolClient: 'removed, with its id, which clients have',
    });
    expect(risksOf((resources) => rename(resources, 'MailsQueue', 'MailJobs'))).toMatchObject({
      MailsQueue: 'removed, with its messages',
    });
  });

  it('would fail at a sender under another logical id', () => {
    expect(risksOf((resources) => rename(resources, 'MailIdentity', 'Sender'))).toEqual({
      MailIdentity: 'removed, with its verification',
      Sender: 'refused: the EmailIdentity "bell@pricebell.dev" is taken until the update ends',
    });
  });

  it('would fail at what a user pool or a table can not change, and at two global indexes at once', () => {
    expect(risksOf((resources) => setProperties(resources, 'DatabaseAlerts', { LocalSecondaryIndexes: [] }))).toEqual({
      DatabaseAlerts: "refused: LocalSecondaryIndexes can't be changed",
    });
    expect(risksOf((resources) => setProperties(resources, 'PeoplePool', { UsernameAttributes: [] }))).toEqual({
      PeoplePool: "refused: UsernameAttributes can't be changed",
    });
    const GlobalSecondaryIndexes = [{ IndexName: 'byName' }, { IndexName: 'byMail' }];
    const risks = risksOf((resources) => setProperties(resources, 'DatabasePeople', { GlobalSecondaryIndexes }));
    expect(risks).toEqual({ DatabasePeople: expect.stringMatching(/^refused: \d global indexes/) });
  });

  it('may change shards, capacity, code and what has no state', () => {
    const risks = risksOf((resources) => {
      setProperties(resources, 'TicksStream', { ShardCount: 2 });
      setProperties(resources, 'DatabaseMarket', { BillingMode: 'PROVISIONED' });
      setProperties(resources, 'EvaluateTicks', { MemorySize: 2_048 });
      rename(resources, 'JudgingIsLate', 'JudgingLags');
      delete resources.SendMailsMails;
    });
    expect(risks).toEqual({});
  });

  it('would give up a table that outlived the stack and no longer does', () => {
    const risks = risksOf(({ DatabaseAlerts }) => {
      if (DatabaseAlerts) DatabaseAlerts.DeletionPolicy = 'Delete';
    });
    const keepsTables = stage === 'production';
    expect(risks).toEqual(keepsTables ? { DatabaseAlerts: 'no longer kept when the stack goes (DeletionPolicy)' } : {});
  });
});
