import './coin.css';
import { useEffect, useMemo } from 'preact/hooks';
import { CHART_INTERVALS, type ChartInterval } from '../../domain/market/chart-interval.ts';
import { openAlertForm } from '../alert-form/open-alert-form.ts';
import { ChartModel } from '../chart/chart-model.ts';
import { type AskedLevel, CoinChart } from '../chart/coin-chart.tsx';
import { type KnownMetrics, presentOf } from '../chart/lines/level-distance.ts';
import { watch } from '../live/live.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { session, signIn } from '../session/session.ts';
import { go, query, setQuery } from '../store/address.ts';
import { type Coin, coinOf, coinsLoad, loadCoins, symbols } from '../store/coins.ts';
import { firePath } from '../store/paths.ts';
import { showToast } from '../store/toasts.ts';
import { CandleTable } from './candle-table.tsx';
import { ChartCredit } from './chart-credit.tsx';
import { CoinFires } from './coin-fires.ts';
import { CoinHead } from './coin-head.tsx';
import { PaneChoice } from './pane-choice.tsx';
import { UnfollowedCoin } from './unfollowed-coin.tsx';

const DEFAULT_INTERVAL: ChartInterval = '5m';
const INTERVAL_TABS = CHART_INTERVALS.map((value) => ({ value, label: value }));

export function CoinView({ symbol }: { symbol: string }) {
  useEffect(() => watch([symbol]), [symbol]);
  // read: a coin may come after the view is shown
  void symbols.value;
  const coin = coinOf(symbol)?.value;
  const load = coinsLoad.value;
  return (
    <section class="coin" aria-labelledby="coin-title">
      {coin ? <FollowedCoin coin={coin} /> : <AbsentCoin symbol={symbol} load={load} />}
    </section>
  );
}

function AbsentCoin({ symbol, load }: { symbol: string; load: typeof coinsLoad.value }) {
  if (load.state === 'ready') return <UnfollowedCoin symbol={symbol} />;
  return (
    <>
      <h1 id="coin-title">{symbol}</h1>
      {load.state === 'error' ? (
        <ErrorNote problem={load.problem} onRetry={() => void loadCoins()} />
      ) : (
        <ChartPlace label="The coin is loading" />
      )}
    </>
  );
}

/** As high as the chart that comes: nothing jumps. */
function ChartPlace({ label }: { label: string }) {
  return (
    <div class="panel coin-place" role="status" aria-label={label}>
      <span class="skeleton coin-place-shape" />
    </div>
  );
}

function FollowedCoin({ coin }: { coin: Coin }) {
  const { symbol } = coin;
  const interval = CHART_INTERVALS.find((it) => it === query.value.get('interval')) ?? DEFAULT_INTERVAL;
  const model = useMemo(() => new ChartModel(symbol, interval), [symbol, interval]);
  const fires = useMemo(() => new CoinFires(symbol), [symbol]);
  const isSignedIn = session.value.state === 'signed-in';
  useEffect(() => model.start(), [model]);
  useEffect(() => {
    if (isSignedIn) void fires.load();
  }, [fires, isSignedIn]);
  const { state } = model.history.load.value;
  return (
    <>
      <CoinHead coin={coin} onAlert={() => askForAlert(coin)} />
      <div class="panel coin-panel">
        <div class="coin-tools">
          <Tabs
            label="Length of a candle"
            tabs={INTERVAL_TABS}
            chosen={interval}
            onChoose={(value) => setQuery({ interval: value === DEFAULT_INTERVAL ? null : value })}
          />
          <PaneChoice interval={interval} />
          <p class="coin-hint">{isSignedIn ? 'Right click or press long on the chart to make an alert' : ''}</p>
        </div>
        <ChartBody key={interval} model={model} coin={coin} fires={fires} />
        <ChartCredit />
      </div>
      {state === 'ready' && <CandleTable model={model} coin={coin} fires={fires} />}
    </>
  );
}

function ChartBody({ model, coin, fires }: { model: ChartModel; coin: Coin; fires: CoinFires }) {
  const load = model.history.load.value;
  if (load.state === 'error') {
    return (
      <div class="coin-place">
        <ErrorNote problem={load.problem} onRetry={() => void model.history.start()} />
      </div>
    );
  }
  if (load.state !== 'ready') return <ChartPlace label="The chart is loading" />;
  return (
    <CoinChart
      model={model}
      coin={coin}
      fires={fires.shown}
      onAsk={(asked) => askForAlert(coin, asked, model.known.peek())}
      onFire={(id) => go(firePath(id))}
    />
  );
}

/** Opens the form; above the present value an alert waits for it to rise, below for it to fall. */
function askForAlert(coin: Coin, asked?: AskedLevel, known?: KnownMetrics): void {
  if (session.value.state !== 'signed-in') {
    const actions = [{ label: 'Sign in', run: () => void signIn().catch(() => {}) }];
    showToast({ title: 'Sign in to make an alert', actions });
    return;
  }
  if (asked) openAlertForm({ symbol: coin.symbol, ...asked, op: operatorOf(coin, asked, known) });
  else openAlertForm({ symbol: coin.symbol });
}

const NOTHING_KNOWN: KnownMetrics = { references: new Map(), values: new Map() };

function operatorOf(coin: Coin, { metric, level }: AskedLevel, known = NOTHING_KNOWN): string {
  const present = presentOf(coin, metric, known);
  return present !== null && Number(level) < present ? 'crosses-below' : 'crosses-above';
}
