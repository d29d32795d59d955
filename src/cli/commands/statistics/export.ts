import { mkdirSync } from 'node:fs';
import type { Command } from 'commander';
import { exportRelease, latest } from '../../../registry/statistics/export-release.ts';
import { publicReader } from '../../../registry/statistics/reader.ts';
import { operatorAtConsole } from '../../../runtime/operator-at-console.ts';
import { type FolderOptions, inReadRegistry, withFolderOption } from '../../folder.ts';
import { placeRelease } from '../../statistics/place-release.ts';
import { tableText } from '../../table.ts';
import type { Terminal } from '../../terminal.ts';

interface ExportOptions extends FolderOptions {
  readonly period: string;
  readonly out: string;
  readonly public?: true;
  readonly json?: true;
}

export function defineStatisticsExport(command: Command, terminal: Terminal): void {
  withFolderOption(command.command('export').description('write the files of a release, with their signed manifest'))
    .requiredOption('--period <period>', `2026-10, 2026-Q4, or ${latest}`)
    .requiredOption('--out <folder>', 'where the files go; other files of these names are not overwritten')
    .option('--public', 'what everybody may see; without it also what only the regulator may')
    .option('--json', 'print a JSON array')
    .action(({ period, out, json, ...options }: ExportOptions) =>
      inReadRegistry(terminal, options, async ({ registry }) => {
        const reader = options.public === true ? publicReader : operatorAtConsole;
        const exported = await exportRelease(registry, reader, { period });
        mkdirSync(out, { recursive: true, mode: 0o700 });
        const placed = await placeRelease(registry, out, exported);
        const rows = placed.map(({ file, bytes, sha256, status }) => [file, String(bytes), sha256, status]);
        terminal.out(json ? JSON.stringify(placed) : tableText([['FILE', 'BYTES', 'SHA-256', ''], ...rows]));
      }),
    );
}
