#!/usr/bin/env node
import { keepCompiledCode } from './compiled-code.ts';

// Before anything else is loaded: what is compiled by then is not kept.
keepCompiledCode(process.env);
const { runDnd } = await import('./run.ts');
const { processTerminal } = await import('./terminal.ts');

process.exitCode = await runDnd(process.argv.slice(2), processTerminal());
