// The only door to the core: `call` sends a typed command, `query` keeps a reply fresh. Import from here.
export { call, inWindow, watchRefusals, type CommandName, type Reply, type Request } from './call';
export { Refusal } from './envelope';
export { query, type Query } from './query.svelte';
export { changed, register as onChange } from './refresh';
export type * from './types.gen';
