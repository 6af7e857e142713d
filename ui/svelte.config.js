// Runes everywhere; a warning of the compiler (accessibility first of all) stops the build.
/** @type {import('@sveltejs/vite-plugin-svelte').SvelteConfig} */
export default {
  compilerOptions: { runes: true, css: 'external' },
  onwarn(warning) {
    throw new Error(`${warning.filename ?? ''}: ${warning.code}: ${warning.message}`);
  },
};
