import type { TriggerView } from '../../contract/trigger-view.ts';
import { groupThousands } from '../../domain/market/decimal.ts';
import { fireValue } from '../../text/format/format-fire-view.ts';
import { formatExactly } from '../../text/format/format-metric.ts';
import { editAlert } from '../alert-form/open-alert-form.ts';
import { alertOptions, alertSentence } from '../alerts/describe-alert.ts';
import { formatExact } from '../format/format-time.ts';
import { Button } from '../parts/button.tsx';
import { Chip } from '../parts/chip.tsx';
import { alerts } from '../store/alerts.ts';
import { me } from '../store/me.ts';
import { coinPath } from '../store/paths.ts';
import { zone } from '../store/zone.ts';
import { channelName, DELIVERY_STATES, describeDelivery } from './describe-delivery.ts';
import { foundConditions } from './describe-fire.ts';
import { HopsBar } from './hops-bar.tsx';

/** What proves a fire: both trades, the level, the rule as it stood, how long each hop took, and what became of each message. */
export function FireProof({ fire }: { fire: TriggerView }) {
  const { metric, level, note, recovered } = fire;
  return (
    <div class="proof">
      <section class="proof-part">
        <h3>The trades</h3>
        <Trades fire={fire} />
        <p class="muted">
          {byTime(fire) ? 'Time alone made it fire, after the last trade. ' : ''}
          Level {formatExactly(metric, level, fire)}, found {fireValue(fire)}.
          {recovered && ' It was not seen live: Pricebell caught up on it after a gap.'}
        </p>
        <Conditions fire={fire} />
      </section>
      <section class="proof-part">
        <h3>From the trade to you</h3>
        <HopsBar fire={fire} />
      </section>
      <section class="proof-part">
        <h3>Messages</h3>
        <Deliveries fire={fire} />
      </section>
      <section class="proof-part">
        <h3>The rule then</h3>
        <p>{alertSentence({ ...fire.rule, symbol: fire.symbol, quote: fire.quote })}</p>
        <p class="muted">{alertOptions(fire.rule)}</p>
        {note && <p class="proof-note">{note}</p>}
        <Actions fire={fire} />
      </section>
    </div>
  );
}

function byTime({ firedAt, trade }: TriggerView): boolean {
  return firedAt !== trade.time;
}

function Trades({ fire }: { fire: TriggerView }) {
  const { trade, previousTrade, firedAt } = fire;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: on a phone keys scroll it
    <section class="proof-scroll" aria-label="The trades" tabIndex={0}>
      <table class="proof-trades">
        <thead>
          <tr>
            <th scope="col" />
            <th scope="col">Price</th>
            <th scope="col">Quantity</th>
            <th scope="col">Time</th>
            <th scope="col">Trade</th>
          </tr>
        </thead>
        <tbody>
          {previousTrade && <TradeRow label="Before" trade={previousTrade} />}
          <TradeRow label={byTime(fire) ? 'Last' : 'Fired'} trade={trade} isFiring={!byTime(fire)} />
          {byTime(fire) && (
            <tr data-firing>
              <th scope="row">Fired</th>
              <td colSpan={2} />
              <td>{formatExact(firedAt, zone.value)}</td>
              <td />
            </tr>
          )}
        </tbody>
      </table>
      {!previousTrade && <p class="muted">The trade right before it is not known.</p>}
    </section>
  );
}

interface TradeRowProps {
  readonly label: string;
  readonly trade: TriggerView['trade'];
  readonly isFiring?: boolean;
}

function TradeRow({ label, trade: { id, price, quantity, time }, isFiring = false }: TradeRowProps) {
  return (
    <tr data-firing={isFiring || undefined}>
      <th scope="row">{label}</th>
      <td>{groupThousands(price)}</td>
      <td>{groupThousands(quantity)}</td>
      <td>{formatExact(time, zone.value)}</td>
      <td>{id}</td>
    </tr>
  );
}

function Conditions({ fire }: { fire: TriggerView }) {
  const found = foundConditions(fire);
  if (found.length === 0) return null;
  return (
    <ul class="proof-found">
      {found.map(({ condition, value, isDeciding }) => (
        <li key={condition}>
          {condition}: <strong>{value}</strong>
          {isDeciding && <span class="muted"> · decided</span>}
        </li>
      ))}
    </ul>
  );
}

function Deliveries({ fire: { deliveries } }: { fire: TriggerView }) {
  const webhooks = me.value?.webhooks ?? [];
  if (deliveries.length === 0) return <p class="muted">It had no channel.</p>;
  return (
    <ul class="proof-deliveries">
      {deliveries.map((delivery) => (
        <li key={delivery.channel}>
          <p>
            <strong>{channelName(delivery, webhooks)}</strong>
            <Chip tone={DELIVERY_STATES[delivery.state].tone}>{DELIVERY_STATES[delivery.state].label}</Chip>
          </p>
          <p class="muted">
            {describeDelivery(delivery)} · {formatExact(delivery.at, zone.value)}
          </p>
        </li>
      ))}
    </ul>
  );
}

/** The alert may be gone: what it fired stays. */
function Actions({ fire }: { fire: TriggerView }) {
  const alert = alerts.value.get(fire.alertId);
  return (
    <p class="proof-actions">
      <a class="button" href={coinPath(fire.symbol)}>
        Show on the chart
      </a>
      {alert ? (
        <Button icon="pencil" onClick={() => editAlert(alert)}>
          Edit the alert
        </Button>
      ) : (
        <span class="muted">The alert was deleted.</span>
      )}
    </p>
  );
}
