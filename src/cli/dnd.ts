#!/usr/bin/env node
import { runDnd } from './run.ts';
import { processTerminal } from './terminal.ts';

process.exitCode = await runDnd(process.argv.slice(2), processTerminal());
