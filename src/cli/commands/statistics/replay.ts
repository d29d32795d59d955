import type { Command } from 'commander';
import { givenPolicy } from '../../../api/regulator/replay-wire.ts';
import type { ReplayRow } from '../../../core/replay/replay-row.ts';
import { all } from '../../../core/statistics/release.ts';
import type { Registry } from '../../../registry/registry.ts';
import { replayAtOnce } from '../../../registry/statistics/replays/replay-at-once.ts';
import type { ReplayResult } from '../../../registry/statistics/replays/run-replay.ts';
import { operatorAtConsole } from '../../../runtime/operator-at-console.ts';
import { WrongUsage } from '../../failure.ts';
import { type FolderOptions, inReadRegistry, withFolderOption } from '../../folder.ts';
import { jsonOf } from '../../json-file.ts';
import { progressOf } from '../../progress.ts';
import { tableText } from '../../table.ts';
import type { Terminal } from '../../terminal.ts';

interface ReplayOptions extends FolderOptions {
  readonly policy?: string;
  readonly policyId?: string;
  readonly from?: string;
  readonly regions?: true;
  readonly progress?: true;
  readonly json?: true;
}

export function defineStatisticsReplay(command: Command, terminal: Terminal): void {
  withFolderOption(
    command.command('replay').description('what would change for registered numbers under another policy'),
  )
    .option('--policy <file>', 'the whole policy as JSON, as GET /v1/policy answers it')
    .option('--policy-id <id>', 'instead: one that is shipped')
    .option('--from <date>', 'compare the first whole week from this day on that has no holiday')
    .option('--regions', 'a line for each region too')
    .option('--progress', 'show progress also where standard error is no terminal')
    .option('--json', 'print one JSON object')
    .action((options: ReplayOptions) =>
      inReadRegistry(terminal, options, async ({ registry }) => {
        const result = await replayedWith(terminal, registry, options);
        if (options.json) return terminal.out(JSON.stringify(result));
        terminal.out(replayText(result, options.regions === true));
        terminal.note(notes(result));
      }),
    );
}

const shares = 100;

async function replayedWith(terminal: Terminal, registry: Registry, options: ReplayOptions): Promise<ReplayResult> {
  const { policy: file, policyId, from, progress: wanted = false } = options;
  if ((file === undefined) === (policyId === undefined)) {
    throw new WrongUsage('say which policy: --policy FILE, or --policy-id ID');
  }
  const policy = file === undefined ? undefined : givenPolicy(jsonOf(file));
  const progress = progressOf(terminal, { title: 'deciding', unit: '%', total: shares, wanted });
  try {
    return await replayAtOnce(registry, operatorAtConsole, { policy, policyId, from }, (share) =>
      progress.advance(Math.floor(share * shares)),
    );
  } finally {
    progress.end();
  }
}

const heads = ['LAW', 'CLASS', 'CATEGORY', 'CHANNEL', 'NUMBERS', 'TO REFUSED', 'TO PERMITTED', 'OTHER HOURS'];
const hourHeads = ['HOURS/WEEK NOW', 'THEN', 'UNREGISTERED NOW', 'THEN'];

/** What changes, a line a cell. */
function replayText(result: ReplayResult, withRegions: boolean): string {
  const { rows, presentPolicyId, proposedPolicyId, monday, holidays } = result;
  const ofCountry = rows.filter(({ region }) => region === all);
  const changed = rows.filter(({ law, region }) => law !== 'SAME' && (withRegions || region === all));
  const same = ofCountry.filter(({ law }) => law === 'SAME').length;
  const days = [`the week of ${monday}`, ...holidays.map((date) => `the holiday ${date}`)].join(', ');
  const lines = changed.map((row) => [...(withRegions ? [row.region] : []), ...columns(row, result)]);
  return [
    `${presentPolicyId} against ${proposedPolicyId}: ${days}`,
    `${same} of ${ofCountry.length} combinations of class, category and channel: the same law`,
    ...(lines.length === 0
      ? []
      : [tableText([[...(withRegions ? ['REGION'] : []), ...heads, ...hourHeads], ...lines])]),
  ].join('\n');
}

function columns(row: ReplayRow, { minimumCellSize }: ReplayResult): readonly string[] {
  const { law, messageClass, category, channel, hoursAWeek, unregistered } = row;
  const isBoth = law === 'CHANGED';
  const count = (figure: number | null) => (figure === null ? `<${2 * minimumCellSize}` : String(figure));
  const change = (figure: number | null) => (isBoth ? count(figure) : '');
  const hours = (figure: number | null | undefined) => (figure === undefined ? '' : String(figure ?? '-'));
  return [
    ...[law, messageClass, category, channel, count(row.numbers)],
    ...[change(row.refusedInstead), change(row.permittedInstead), change(row.atOtherHours)],
    ...[hours(hoursAWeek.present), hours(hoursAWeek.proposed)],
    ...[hours(unregistered?.hoursAWeek.present), hours(unregistered?.hoursAWeek.proposed)],
  ];
}

function notes({ minimumCellSize }: ReplayResult): string {
  return [
    `Figures are of registered numbers, in steps of ${minimumCellSize}; <${2 * minimumCellSize} may be none.`,
    'Left out: consents and refusals of single senders, and numbers out of service.',
  ].join('\n');
}
