import { effect, signal, untracked } from '@preact/signals';
import type { ServerFrame } from '../../contract/live-frames.ts';
import { loadConfig } from '../api/load-config.ts';
import { link, setLink } from '../live/link.ts';
import { startLive } from '../live/live.ts';
import { idToken, session } from '../session/session.ts';
import { applyAlertFrame, forgetAlerts, loadAlerts } from './alerts.ts';
import { startClock } from './clock.ts';
import { applyPrices, loadCoins, readCoins } from './coins.ts';
import { followMembers, forgetGroups, loadGroups } from './groups.ts';
import { forgetMe, loadMe } from './me.ts';
import { applyTrigger, forgetTriggers, lastFired, loadTriggers } from './triggers.ts';

/** Frames give prices and fires; what else is shown (changes, sparks, coins that others follow), and what a frame missed, is read so often. */
const READ_EVERY_MS = 30_000;
/** A live coin comes every few seconds: a socket that is open and brings none is helped out by reading. */
const SILENT_MS = 10_000;
const SILENT_CHECK_MS = 5_000;
const ASK_AGAIN_MS = 5_000;

/** Grows when frames may have been missed: who has read something of the market reads it again from there (a chart its candles). */
export const gaps = signal(0);

/** Fills the store and keeps it true: reads, then the socket's frames, then reads again after each gap. */
export async function startStore(): Promise<void> {
  startClock();
  followMembers();
  void loadCoins();
  effect(() => {
    const isSignedIn = session.value.state === 'signed-in';
    untracked(() => (isSignedIn ? loadPersonal() : forgetPersonal()));
  });
  setInterval(() => {
    if (!document.hidden) void poll().catch(() => {});
  }, READ_EVERY_MS);
  const { liveUrl } = await untilAnswered(loadConfig);
  const live = startLive({
    openSocket: () => new WebSocket(socketAddress(liveUrl)),
    readToken: idToken,
    poll,
    onFrame: applyFrame,
    onGap: reloadAll,
    random: Math.random,
  });
  setInterval(() => {
    const isSilent = link.value.state === 'live' && live.isWatching && Date.now() - heardAt > SILENT_MS;
    if (isSilent && !document.hidden) void poll().catch(() => {});
  }, SILENT_CHECK_MS);
  effect(() => live.setSignedIn(session.value.state === 'signed-in'));
}

/** Without its settings the page can't be live: it says that it is offline, and asks again. */
async function untilAnswered<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await ask();
    } catch {
      setLink('offline', Date.now());
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
      void loadCoins();
    }
  }
}

/** What the socket would bring. Alerts change with their fires, and by the person's own hand. */
async function poll(): Promise<void> {
  await readCoins();
  if (session.value.state !== 'signed-in') return;
  const before = lastFired.value;
  await loadTriggers();
  if (lastFired.value !== before) void loadAlerts();
}

function socketAddress(path: string): string {
  return new URL(path, location.href.replace(/^http/, 'ws')).href;
}

/** when the socket brought prices last, ms */
let heardAt = 0;

function applyFrame(frame: ServerFrame): void {
  if (frame.type === 'prices') {
    heardAt = Date.now();
    applyPrices(frame, heardAt);
  }
  if (frame.type === 'trigger') applyTrigger(frame.trigger);
  else if (frame.type === 'alert') void applyAlertFrame(frame);
}

function reloadAll(): void {
  void loadCoins();
  if (session.value.state === 'signed-in') loadPersonal();
  gaps.value += 1;
}

function loadPersonal(): void {
  void loadMe();
  void loadAlerts();
  void loadGroups();
  void loadTriggers();
}

function forgetPersonal(): void {
  forgetMe();
  forgetAlerts();
  forgetGroups();
  forgetTriggers();
}
