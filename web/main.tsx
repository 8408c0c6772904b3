import './style/style.css';
import { render } from 'preact';
import { startSession } from './session/session.ts';
import { startAnnouncing } from './shell/announce-fires.ts';
import { App } from './shell/app.tsx';
import { startKeys } from './shell/keys.ts';
import { go, startAddress } from './store/address.ts';
import { startPreferences } from './store/preferences.ts';
import { startStore } from './store/start-store.ts';

startPreferences();
startAddress();
startKeys();
startAnnouncing();
const container = document.getElementById('app');
if (container) render(<App />, container);
void startStore();
const path = await startSession();
if (path !== null) go(path, { replace: true });
