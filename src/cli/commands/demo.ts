import { existsSync, readdirSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { dataFolder } from '../../node/data-folder.ts';
import { makeDemoCountry } from '../../node/demo-country.ts';
import { CommandFailure, WrongUsage } from '../failure.ts';
import { type FolderOptions, settingsOf, withFolderOption } from '../folder.ts';
import type { Terminal } from '../terminal.ts';

interface DemoOptions extends FolderOptions {
  readonly numbers: string;
  readonly months: string;
  readonly write?: true;
}

const numbersMax = 1_000_000;
const monthsMax = 36;

export function defineDemo(command: Command, terminal: Terminal): void {
  withFolderOption(command)
    .option('--numbers <count>', `made-up numbers, at most ${numbersMax}`, '20000')
    .option('--months <count>', `months that are over, at most ${monthsMax}`, '6')
    .option('--write', 'do it; without it nothing is made')
    .action(async (options: DemoOptions) => {
      const settings = settingsOf(terminal, options);
      const numbers = countOf('--numbers', options.numbers, numbersMax);
      const months = countOf('--months', options.months, monthsMax);
      if (settings.mode !== 'demo') throw new CommandFailure('DND_MODE: made-up figures are for a demo alone');
      requireEmpty(settings.dataDir);
      const what = `${numbers} made-up numbers over ${months} months, in ${settings.dataDir}`;
      if (options.write !== true) {
        terminal.note(`Nothing was made. Add --write to make a demo with ${what}.`);
        return;
      }
      const released = await makeDemoCountry(settings, terminal.now, { numbers, months });
      terminal.out(`A demo with ${what}; figures of ${released.join(', ')}. Serve it: dnd serve`);
    });
}

/** What is there may be somebody’s, and the folder of a registry is shut for everybody but its owner. */
function requireEmpty(dataDir: string): void {
  if (!existsSync(dataDir)) return;
  if (existsSync(dataFolder(dataDir).databaseFile)) {
    throw new CommandFailure(`DATA_DIR: there is a registry in ${dataDir} already; name an empty folder`);
  }
  if (!statSync(dataDir).isDirectory() || readdirSync(dataDir).length > 0) {
    throw new CommandFailure(`DATA_DIR: there is something in ${dataDir} already; name an empty folder`);
  }
}

function countOf(option: string, text: string, max: number): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= max) return count;
  throw new WrongUsage(`${option}: a whole number from 1 to ${max}, not ${text}`);
}
