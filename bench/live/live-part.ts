import { openCrowd, type Pace, strike, watchPace } from '../../test/local/end-to-end/live-crowd.ts';
import { LiveStack } from '../../test/local/end-to-end/live-stack.ts';
import type { BenchContext, Part } from '../part.ts';
import { formatNs, type Row, type Section } from '../report.ts';

const COINS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];
/** Of these 300 a third dies without closing, and fifteen take no post. */
const CROWD = { reading: 185, stalled: 15, vanishing: 60, deaf: 40 };
const MAX_P50_S = 1.2;
const MAX_P99_S = 2;
const MIN_FRAMES_A_SECOND = 0.9;
/** The market goes on for longer than all of it takes. */
const MARKET_MS = 600_000;

export const livePart: Part = {
  name: 'live',
  about:
    'from a trade to the frame at an open socket, over the whole local stack; one viewer, and three hundred of whom a third dies',
  async *run(context) {
    yield await measureLive(context);
  },
};

async function measureLive({ quick, progress }: BenchContext): Promise<Section> {
  const watchedMs = quick ? 10_000 : 60_000;
  const live = await LiveStack.start(COINS, MARKET_MS);
  try {
    progress('one viewer');
    const viewer = await live.open();
    await viewer.subscribe(...COINS);
    await viewer.nextPrices();
    const one = await watchPace(live, [viewer], watchedMs);
    await live.closeAll();
    progress('three hundred viewers');
    const crowd = await openCrowd(live, COINS, CROWD);
    const calm = await watchPace(live, crowd.reading, watchedMs);
    strike(live, crowd);
    const beside = await watchPace(live, crowd.reading, watchedMs);
    return {
      title: 'a trade to the frame that shows it or a later one, at an open socket of the local stack',
      notes: [
        `three coins with ten trades a second each, for ${watchedMs / 1_000} s; the bars are for an idle machine`,
      ],
      rows: [
        ...rowsOf('one viewer', one, true),
        ...rowsOf('300 viewers', calm, false),
        ...rowsOf('the others when 100 died and 15 are slow', beside, true),
      ],
    };
  } finally {
    await live.end();
  }
}

function rowsOf(who: string, { fewestFramesASecond, p50Ms, p99Ms }: Pace, hasBar: boolean): Row[] {
  const row = (what: string, value: string, ratio: number, bar: Row['bar']): Row => ({
    ...{ what: `${who}: ${what}`, value, spread: null, collecting: null, against: null, ratio },
    bar: hasBar ? bar : null,
  });
  const delay = (name: string, ms: number, atMost: number) => row(name, formatNs(ms * 1e6), ms / 1_000, { atMost });
  return [
    delay('p50', p50Ms, MAX_P50_S),
    delay('p99', p99Ms, MAX_P99_S),
    row('frames a second', fewestFramesASecond.toFixed(2), fewestFramesASecond, { atLeast: MIN_FRAMES_A_SECOND }),
  ];
}
