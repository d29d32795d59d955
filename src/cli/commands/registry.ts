import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { defineRegistryExport } from './registry/export.ts';
import { defineRegistryExports } from './registry/exports.ts';
import { defineRegistryImport } from './registry/import.ts';

/** A registry as a whole; `dnd import` registers numbers of a list in one. */
export function defineRegistry(command: Command, terminal: Terminal): void {
  defineRegistryExport(command, terminal);
  defineRegistryExports(command, terminal);
  defineRegistryImport(command, terminal);
}
