import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { dataFolder } from '../node/data-folder.ts';
import { type OpenedRegistry, type OpenOptions, openRegistry } from '../node/open-registry.ts';
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

/**
 * Runs over the registry of an existing folder, and lets go of it. `use`: SERVER for who writes many entries, for whom
 * a thread that does so pays.
 */
export async function inRegistry<T>(
  terminal: Terminal,
  options: FolderOptions,
  run: (opened: OpenedRegistry, settings: Settings) => T | Promise<T>,
  use: OpenOptions['use'] = 'COMMAND',
): Promise<T> {
  return inOpened(terminal, settingsOf(terminal, options), { use }, run);
}

/** The same for a command that reads much once and hardly writes: what a server has to be quick later is left out. */
export async function inReadRegistry<T>(
  terminal: Terminal,
  options: FolderOptions,
  run: (opened: OpenedRegistry, settings: Settings) => T | Promise<T>,
): Promise<T> {
  const settings = settingsOf(terminal, options);
  const blockCacheMb = Math.min(settings.blockCacheMb, readBlockCacheMbMax);
  return inOpened(terminal, { ...settings, answerCacheMb: 1, blockCacheMb }, { use: 'COMMAND' }, run);
}

/** For lists: 100,000 blocks of few states, which are read once then however long the list is. */
const readBlockCacheMbMax = 128;

async function inOpened<T>(
  terminal: Terminal,
  settings: Settings,
  options: OpenOptions,
  run: (opened: OpenedRegistry, settings: Settings) => T | Promise<T>,
): Promise<T> {
  if (!existsSync(dataFolder(settings.dataDir).databaseFile)) {
    throw new CommandFailure(`DATA_DIR: there is no registry in ${settings.dataDir}; dnd init or npm start makes one`);
  }
  const opened = await openRegistry(settings, terminal.now, options);
  try {
    return await run(opened, settings);
  } finally {
    await opened.close();
  }
}
