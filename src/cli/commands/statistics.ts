import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { defineStatisticsCheck } from './statistics/check.ts';
import { defineStatisticsExport } from './statistics/export.ts';
import { defineStatisticsReplay } from './statistics/replay.ts';

export function defineStatistics(command: Command, terminal: Terminal): void {
  defineStatisticsExport(command, terminal);
  defineStatisticsCheck(command, terminal);
  defineStatisticsReplay(command, terminal);
}
