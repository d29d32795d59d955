#!/usr/bin/env node
import { keepCompiledCode } from './compiled-code.ts';

/** An older Node ends within SQLite's driver, without a word. */
const nodeVersionMin = 24;

if (Number.parseInt(process.versions.node, 10) < nodeVersionMin) {
  console.error(`dnd: needs Node ${nodeVersionMin} or later, this is ${process.versions.node}; npx dnd brings its own`);
  process.exitCode = 2;
} else {
  // Before anything else is loaded: what is compiled by then is not kept.
  keepCompiledCode(process.env);
  const { runDnd } = await import('./run.ts');
  const { processTerminal } = await import('./terminal.ts');
  process.exitCode = await runDnd(process.argv.slice(2), processTerminal());
}
