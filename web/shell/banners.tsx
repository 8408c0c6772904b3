import { computed } from '@preact/signals';
import { formatAge } from '../format/format-time.ts';
import type { IconName } from '../icon-names.ts';
import { link } from '../live/link.ts';
import { Icon } from '../parts/icon.tsx';
import { now } from '../store/clock.ts';
import { coinOf, symbols } from '../store/coins.ts';

/** A short loss is no news. */
const CONNECTING_SHOWN_AFTER_MS = 3_000;

/** Some coin's prices are made up. */
const isSimulated = computed(() => symbols.value.some((symbol) => coinOf(symbol)?.value.feed === 'simulator'));

/** What holds for all that is shown: at the top of every view. */
export function Banners() {
  return (
    <>
      {isSimulated.value && (
        <Banner icon="info" tone="info">
          Simulated market: these prices are made up.
        </Banner>
      )}
      <LinkBanner />
    </>
  );
}

function LinkBanner() {
  const { state, since } = link.value;
  const forMs = now.value - since;
  if (state === 'polling') {
    return (
      <Banner icon="refresh-cw" tone="warn">
        Live updates are not available. Prices are updated every 5 s.
      </Banner>
    );
  }
  if (state === 'offline') {
    return (
      <Banner icon="wifi-off" tone="warn">
        Offline for {formatAge(forMs)}. What you see is as old.
      </Banner>
    );
  }
  if (state === 'connecting' && forMs > CONNECTING_SHOWN_AFTER_MS) {
    return (
      <Banner icon="refresh-cw" tone="warn">
        Connecting…
      </Banner>
    );
  }
  return null;
}

function Banner({
  icon,
  tone,
  children,
}: {
  icon: IconName;
  tone: 'info' | 'warn';
  children: preact.ComponentChildren;
}) {
  return (
    <div class="banner" data-tone={tone} role="status">
      <Icon name={icon} />
      <p>{children}</p>
    </div>
  );
}
