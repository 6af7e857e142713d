import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const src = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

export default defineConfig({
  base: './',
  plugins: [svelte()],
  resolve: {
    alias: { $lib: src('lib'), $shared: src('shared'), $domains: src('domains'), $views: src('views') },
  },
  build: {
    target: ['es2022', 'chrome111', 'safari16.4'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // The page comes from this machine: few files that pack well, rather than many small ones.
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'words', test: /src\/lib\/i18n/, priority: 3 },
            { name: 'parts', test: /node_modules|src\/(shared|lib|domains\/(session|body))/, priority: 2 },
            { name: 'keys', test: /src\/(views\/(settings|desk)|domains\/(desk|backup|transfer|profile)|views\/start\/(Recover|QuickWrite)|domains\/keys\/(adding|code|CodeEntry|PlanForm|FactorRows))/, priority: 1 },
          ],
        },
      },
    },
  },
  server: { host: '127.0.0.1', port: 5173, strictPort: true },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
