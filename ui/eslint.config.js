// Layers: shared/ knows no domain; domains/<noun>/ knows shared, lib and itself; views/ joins them.
// Only lib/backend/tauri.ts names @tauri-apps; {@html} lives in Chart.svelte alone.
import { readdirSync } from 'node:fs';
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const tauri = { group: ['@tauri-apps/*'], message: 'Only lib/backend/tauri.ts may name Tauri.' };
const door = { group: ['**/backend/tauri', '**/backend/http'], message: 'Go through lib/backend (index.ts).' };
const above = (...layers) => ({
  group: layers.flatMap((layer) => [`$${layer}/**`, `**/${layer}/**`]),
  message: `This layer may not know ${layers.join(', ')}.`,
});
const imports = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

const nouns = readdirSync(new URL('./src/domains', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

export default ts.config(
  { ignores: ['dist', 'node_modules'] },
  js.configs.recommended,
  ts.configs.recommended,
  svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser } } },
  { files: ['*.js', 'scripts/**'], languageOptions: { globals: { ...globals.node } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
  },
  {
    rules: {
      'no-undef': 'off',
      'svelte/no-at-html-tags': 'error',
      'svelte/no-navigation-without-resolve': 'off',
      'svelte/prefer-svelte-reactivity': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      ...imports(tauri, door),
    },
  },
  { files: ['src/lib/**'], rules: imports(tauri, above('shared', 'domains', 'views')) },
  { files: ['src/lib/backend/tauri.ts'], rules: imports(above('shared', 'domains', 'views')) },
  { files: ['src/shared/**'], rules: imports(tauri, door, above('domains', 'views')) },
  ...nouns.map((noun) => ({
    files: [`src/domains/${noun}/**`],
    rules: imports(tauri, door, above('views'), {
      group: nouns.filter((other) => other !== noun).flatMap((other) => [`$domains/${other}/**`, `../${other}/**`]).concat('\0'),
      message: 'A domain does not know another; join them in views/.',
    }),
  })),
  { files: ['src/shared/Chart.svelte'], rules: { 'svelte/no-at-html-tags': 'off' } },
);
