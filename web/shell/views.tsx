import { CoinsView } from '../coins/coins-view.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { lazyView } from './lazy-view.tsx';
import type { Route } from './router.ts';

const CoinView = lazyView(async () => (await import('../coin/coin-view.tsx')).CoinView);
const AlertsView = lazyView(async () => (await import('../alerts/alerts-view.tsx')).AlertsView);
const FiredView = lazyView(async () => (await import('../fired/fired-view.tsx')).FiredView);
const SettingsView = lazyView(async () => (await import('../settings/settings-view.tsx')).SettingsView);
const OperatorView = lazyView(async () => (await import('../operator/operator-view.tsx')).OperatorView);
const AboutView = lazyView(async () => (await import('../about/about-view.tsx')).AboutView);

/** The view of the address. Everything but the first one is loaded when it is opened. */
export function View({ route }: { route: Route }) {
  switch (route.view) {
    case 'coins':
      return <CoinsView />;
    case 'coin':
      return <CoinView key={route.symbol} symbol={route.symbol} />;
    case 'alerts':
      return <AlertsView />;
    case 'fired':
      return <FiredView />;
    case 'settings':
      return <SettingsView />;
    case 'operator':
      return <OperatorView />;
    case 'about':
      return <AboutView />;
    case 'unknown':
      return (
        <EmptyState icon="circle-help" text="There is no such page.">
          <a class="button" href="/">
            Show the coins
          </a>
        </EmptyState>
      );
  }
}
