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
    // The styles come whole with the first screen, so that no screen shows itself before they are there.
    cssCodeSplit: false,
    // What every screen needs is one file, and so are parts that go together; the rest comes with the screens that import it.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'parts', priority: 2, test: /node_modules\/(?!u?qr\/)|src\/(shared\/(?!scan)|lib\/(?!i18n|scan))/ },
            { name: 'documents', priority: 1, test: /src\/views\/documents\// },
            { name: 'timeline', priority: 1, test: /src\/views\/timeline\// },
            { name: 'codes', priority: 1, test: /src\/domains\/share\/(Code|code|Safety)/ },
            { name: 'vaccines', priority: 1, test: /src\/(views\/vaccines|domains\/(vaccine|growth|paper|pregnancy))\// },
            { name: 'keys', priority: 1, test: /src\/domains\/keys\// },
          ],
        },
      },
    },
  },
  server: { host: '127.0.0.1', port: 5173, strictPort: true },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
