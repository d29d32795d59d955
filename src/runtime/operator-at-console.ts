import type { Actor } from '../registry/access/actor.ts';

/** The command line, the start of a server and its chores act under this name. */
export const operatorAtConsole: Actor = { kind: 'CONSOLE', name: 'console' };
