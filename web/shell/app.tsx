import './shell.css';
import { AlertFormLayer } from './alert-form-layer.tsx';
import { spoken } from './announce-fires.ts';
import { Banners } from './banners.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Help } from './help.tsx';
import { Rail } from './rail.tsx';
import { route } from './router.ts';
import { Toasts } from './toasts.tsx';
import { View } from './views.tsx';

export function App() {
  const shown = route.value;
  return (
    <div class="app">
      <a class="skip" href="#main">
        Skip to content
      </a>
      <Rail />
      <div class="page">
        <Banners />
        <main id="main" tabIndex={-1}>
          <ErrorBoundary key={shown.view}>
            <View route={shown} />
          </ErrorBoundary>
        </main>
      </div>
      <AlertFormLayer />
      <Toasts />
      <Help />
      <p class="unseen" role="log" aria-live="assertive">
        {spoken}
      </p>
    </div>
  );
}
