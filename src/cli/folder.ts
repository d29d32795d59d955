import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { dataFolder } from '../node/data-folder.ts';
import { type OpenedRegistry, openRegistry } from '../node/open-registry.ts';
import { recordedJurisdiction } from '../node/recorded-jurisdiction.ts';
import { type Settings, settingsFrom } from '../node/settings.ts';
import { CommandFailure } from './failure.ts';
import type { Terminal } from './terminal.ts';

export interface FolderOptions {
  readonly dataDir?: string;
}

export function withFolderOption(command: Command): Command {
  return command.option('--data-dir <folder>', 'folder of the registry; overrides DATA_DIR');
}

/**
 * The settings of the environment, but for the folder, if one is named, and the policy, which an existing registry
 * knows itself.
 */
export function settingsOf({ environment }: Terminal, { dataDir }: FolderOptions): Settings {
  const given: Terminal['environment'] = { ...environment, ...(dataDir === undefined ? {} : { DATA_DIR: dataDir }) };
  if ((given['POLICY'] ?? '') !== '') return settingsFrom(given);
  const settings = settingsFrom(given);
  return { ...settings, policy: recordedJurisdiction(dataFolder(settings.dataDir).databaseFile) ?? settings.policy };
}

/** Runs over the registry of an existing folder, and lets go of it. */
export async function inRegistry<T>(
  terminal: Terminal,
  options: FolderOptions,
  run: (opened: OpenedRegistry, settings: Settings) => T | Promise<T>,
): Promise<T> {
  const settings = settingsOf(terminal, options);
  if (!existsSync(dataFolder(settings.dataDir).databaseFile)) {
    throw new CommandFailure(`DATA_DIR: there is no registry in ${settings.dataDir}; dnd init or npm start makes one`);
  }
  const opened = await openRegistry(settings, terminal.now);
  try {
    return await run(opened, settings);
  } finally {
    await opened.close();
  }
}
