import { defineConfig } from 'vite';
import { iconSprite } from './build/icon-sprite.ts';
import { pageLicences } from './build/page-licences.ts';
import { runbookAlarms } from './build/runbook-alarms.ts';
import { serviceWorker } from './build/service-worker.ts';

/** A running stack that `npm run dev:web` shows: its API, its socket and its settings. */
const STACK = process.env.PRICEBELL_URL ?? 'http://localhost:8787';

export default defineConfig({
  root: import.meta.dirname,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [iconSprite(), pageLicences(), runbookAlarms(), serviceWorker()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    manifest: true,
    target: 'es2024',
    // the policy of the page allows no code and no styles in addresses
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // one file of what everything needs: small ones compress worse, and each is a request
        codeSplitting: {
          groups: [
            {
              name: 'base',
              test: /node_modules\/(?:preact|@preact)\/|\/web\/(?:parts|store|live|api)\//,
              minShareCount: 3,
            },
          ],
        },
      },
    },
  },
  server: {
    host: 'localhost',
    fs: { allow: ['..'] },
    proxy: {
      // the local server refuses other names than its own. Rooms of the page are named `api` and `live` too
      '^/api/(?!.*[.]ts)': { target: STACK, changeOrigin: true },
      '^/config[.]json$': { target: STACK, changeOrigin: true },
      '^/live$': { target: STACK, changeOrigin: true, ws: true },
    },
  },
});
