import type { CountKey } from '../../../adapters/dynamodb/people/count-table.ts';
import type { ApiDeps } from '../api-deps.ts';

type ReadDeps = Pick<ApiDeps, 'readMarketNow' | 'coins' | 'people' | 'counts'>;

/** What a change of an alert is going to read, as far as it is known before anything is read. */
export interface ReadsAhead {
  readonly symbol: string;
  /** a person; undefined: no profile is needed */
  readonly profileOf?: string | undefined;
  readonly counts?: readonly CountKey[];
}

/**
 * The same reads, of which these begin now, all at once: each is a round trip to the tables, and none needs the answer of another.
 * For one attempt, whose write holds only while all of it is still so.
 */
export function readAhead<Deps extends ReadDeps>({ symbol, profileOf, counts = [] }: ReadsAhead, deps: Deps): Deps {
  const market = begin(deps.readMarketNow());
  const coin = begin(deps.coins.get(symbol));
  const profile = profileOf === undefined ? null : begin(deps.people.readProfile(profileOf));
  const counted = new Map(counts.map((key) => [nameOf(key), begin(deps.counts.read(key))]));
  return {
    ...deps,
    readMarketNow: () => market,
    coins: { ...deps.coins, get: (asked: string) => (asked === symbol ? coin : deps.coins.get(asked)) },
    people: {
      ...deps.people,
      readProfile: (asked: string) => (profile && asked === profileOf ? profile : deps.people.readProfile(asked)),
    },
    counts: { ...deps.counts, read: (key: CountKey) => counted.get(nameOf(key)) ?? deps.counts.read(key) },
  };
}

function nameOf({ person, item }: CountKey): string {
  return JSON.stringify([person, item]);
}

/** A read that fails is heard of by whoever waits for it; when the change is refused before, by nobody. */
function begin<Value>(read: Promise<Value>): Promise<Value> {
  read.catch(() => {});
  return read;
}
