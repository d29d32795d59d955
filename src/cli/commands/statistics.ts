import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { defineStatisticsCheck } from './statistics/check.ts';
import { defineStatisticsExport } from './statistics/export.ts';
import { defineStatisticsRecount } from './statistics/recount.ts';
import { defineStatisticsRelease } from './statistics/release.ts';
import { defineStatisticsReleases } from './statistics/releases.ts';
import { defineStatisticsReplay } from './statistics/replay.ts';
import { defineStatisticsShown } from './statistics/shown.ts';

export function defineStatistics(command: Command, terminal: Terminal): void {
  defineStatisticsReleases(command, terminal);
  defineStatisticsRelease(command, terminal);
  defineStatisticsShown(command, terminal);
  defineStatisticsExport(command, terminal);
  defineStatisticsCheck(command, terminal);
  defineStatisticsReplay(command, terminal);
  defineStatisticsRecount(command, terminal);
}
