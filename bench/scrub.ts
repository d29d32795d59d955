import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { putIntoReadme, writeResult } from './results.ts';
import { type ScrubFiles, scrubFiles } from './scrub-files.ts';
import { type Served, servedScrubs } from './scrub-served.ts';

/**
 * `npm run bench:scrub`: whole commands, from the shell's prompt to its next, over the same numbers: a list of
 * `BENCH_ROWS` against `BENCH_NUMBERS` registered in `BENCH_BLOCKS` blocks. All write the numbers that may be called;
 * whether they agree is checked. Each command runs `BENCH_ROUNDS` times in turn with the others, the median counts:
 * warm with its files in the page cache, cold (three times) after they were put out of it. Then the same list over HTTP, and single lookups while lists are scrubbed.
 */
const usualRows = 1_000_000;
const usualRegistered = 10_000_000;
const setting = (name: string, usual: number) => Number(process.env[name] ?? usual);
const sizes = {
  rows: setting('BENCH_ROWS', usualRows),
  registered: setting('BENCH_NUMBERS', usualRegistered),
  blocks: setting('BENCH_BLOCKS', 5_000),
};
const rounds = setting('BENCH_ROUNDS', 5);
const coldRounds = Math.min(3, rounds);

interface Command {
  readonly what: string;
  /** A line for the shell; the file or folder it makes is `out`. */
  readonly line: string;
  /** How many may be called, by what it made; undefined for `comm`, which pairs a number's repetitions off. */
  readonly allowed: (() => number) | undefined;
}

interface Measured {
  readonly sec: number;
  readonly processorSec: number;
  readonly memoryMb: number;
}

interface Runs {
  readonly warm: Measured[];
  readonly cold: Measured[];
}

const files = await scrubFiles(sizes);
try {
  const commands = commandsOf(files);
  const measured = new Map<Command, Runs>(commands.map((command) => [command, { warm: [], cold: [] }]));
  const agreed = new Set<number>();
  for (let round = 0; round < rounds + coldRounds; round++) {
    for (const [command, { warm, cold }] of measured) {
      if (round >= rounds) putOutOfMemory(files);
      (round < rounds ? warm : cold).push(measuredRun(files, command));
      if (command.allowed !== undefined) agreed.add(command.allowed());
    }
  }
  if (agreed.size !== 1) throw new Error(`the commands do not agree: ${[...agreed].join(', ')}`);
  const text = `${table(measured)}\n${servedTable(await servedScrubs(files, rounds))}`;
  writeResult(`scrub-${sizes.rows}x${sizes.registered}.md`, text);
  if (sizes.rows === usualRows && sizes.registered === usualRegistered) putIntoReadme('bench:scrub', text);
  process.stdout.write(text);
} finally {
  files.remove();
}

function commandsOf({ folder, dataDir, registered, list }: ScrubFiles): readonly Command[] {
  const node = process.execPath;
  const at = (name: string) => join(folder, name);
  const scrub = `${node} dist/cli/dnd.js scrub ${list} --data-dir ${dataDir} --category FIN_CREDIT --channel VOICE --sender DEMO`;
  const out = at('allowed.txt');
  const sqlite = at('peer.sqlite');
  shell(`${node} bench/peers/sqlite-join.ts fill ${sqlite} ${registered}`);
  const split = at('split');
  const lineCount = (path: string) => () => Number(shell(`wc -l < ${path}`));
  const annotated = at('annotated.txt');
  return [
    { what: 'dnd scrub --split', line: `${scrub} --split ${split}`, allowed: lineCount(join(split, 'allowed.txt')) },
    {
      what: 'dnd scrub --split, with a certificate',
      line: `${scrub} --split ${at('split-signed')} --certificate ${at('scrub.jws')}`,
      allowed: lineCount(join(at('split-signed'), 'allowed.txt')),
    },
    {
      what: 'dnd scrub --split, with row proofs',
      line: `${scrub} --split ${at('split-proven')} --certificate ${at('proven.jws')} --row-proofs`,
      allowed: lineCount(join(at('split-proven'), 'allowed.txt')),
    },
    {
      what: 'dnd scrub, annotated',
      line: `${scrub} --out ${annotated}`,
      allowed: () => Number(shell(`grep -c ,ALLOW, ${annotated}`)),
    },
    duckdbCommand(folder, registered, list),
    {
      what: 'sort, then comm (GNU)',
      line: `LC_ALL=C sort ${list} | LC_ALL=C comm -23 - ${registered} > ${out}`,
      allowed: undefined,
    },
    {
      what: 'SQLite join (better-sqlite3)',
      line: `${node} bench/peers/sqlite-join.ts scrub ${sqlite} ${list} ${at('sqlite.txt')}`,
      allowed: lineCount(at('sqlite.txt')),
    },
  ];
}

function duckdbCommand(folder: string, registered: string, list: string): Command {
  const database = join(folder, 'peer.duckdb');
  const out = join(folder, 'duckdb.txt');
  const duckdb = `${process.execPath} bench/peers/duckdb-join.ts`;
  shell(`${duckdb} fill ${database} ${registered}`);
  const allowed = () => Number(shell(`wc -l < ${out}`));
  return { what: 'DuckDB anti-join (Node API)', line: `${duckdb} scrub ${database} ${list} ${out}`, allowed };
}

/** The lists and databases of all commands; the programs stay. */
function putOutOfMemory({ folder }: ScrubFiles): void {
  shell(`sync; find ${folder} -type f -exec dd if={} iflag=nocache count=0 status=none \\;`);
}

function measuredRun({ folder }: ScrubFiles, { line }: Command): Measured {
  for (const name of ['split', 'split-signed', 'split-proven', 'annotated.txt'])
    rmSync(join(folder, name), { recursive: true, force: true });
  const report = join(folder, 'time.txt');
  shell(`/usr/bin/time -f '%e %U %S %M' -o ${report} sh -c "${line}" > ${join(folder, 'output.txt')}`);
  const [sec = 0, userSec = 0, systemSec = 0, kilobytes = 0] = shell(`tail -1 ${report}`).split(' ').map(Number);
  return { sec, processorSec: userSec + systemSec, memoryMb: kilobytes / 1_024 };
}

function shell(line: string): string {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${line}: ${stderr}`);
  return stdout;
}

function table(measured: ReadonlyMap<Command, Runs>): string {
  const rows = [...measured].map(([{ what }, { warm, cold }]) => ({
    what,
    sec: middle(warm.map(({ sec }) => sec)),
    coldSec: middle(cold.map(({ sec }) => sec)),
    processorSec: middle(warm.map(({ processorSec }) => processorSec)),
    memoryMb: Math.max(...warm.map(({ memoryMb }) => memoryMb)),
  }));
  const peer = rows.find(({ what }) => what.startsWith('DuckDB'));
  const { rows: listed, registered, blocks } = sizes;
  const words = (value: number) => value.toLocaleString('en');
  return [
    `Machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Linux ${release()}, Node ${process.version}.`,
    '',
    `${words(listed)} rows against ${words(registered)} registered in ${words(blocks)} blocks, whole commands, median of ${rounds} (cold: of ${coldRounds}):`,
    '',
    '| command | warm | against DuckDB (floor 1, goal 0.75) | cold | against DuckDB, cold | processor time | peak memory |',
    '|---|---|---|---|---|---|---|',
    ...rows.map(({ what, sec, coldSec, processorSec, memoryMb }) => {
      const against = (mine: number, other = Number.NaN) => (Number.isNaN(other) ? '' : (mine / other).toFixed(2));
      const warm = `${sec.toFixed(2)} s | ${against(sec, peer?.sec)}`;
      const cold = `${coldSec.toFixed(2)} s | ${against(coldSec, peer?.coldSec)}`;
      return `| ${what} | ${warm} | ${cold} | ${processorSec.toFixed(2)} s | ${memoryMb.toFixed(0)} MB |`;
    }),
    '',
  ].join('\n');
}

/** The same list by a running registry on this machine, and single lookups beside it. */
function servedTable({ scrubs, recheck, lookups }: Served): string {
  const { idle, busy, lists } = lookups;
  const rows = scrubs.map(({ what, sec, localSec }) => {
    const [served, local] = [middle(sec), middle(localSec)];
    return `| ${what} | ${served.toFixed(2)} s | ${local.toFixed(2)} s | ${(served / local).toFixed(2)} |`;
  });
  return [
    'Over HTTP on loopback, upload to last byte (floor: twice the local command):',
    '',
    '| over HTTP | time | `dnd scrub`, in turn | ratio |',
    '|---|---|---|---|',
    ...rows,
    '',
    `A recheck for changes after ${recheck.written.toLocaleString('en')} changes of preferences (${recheck.decidedAgain} rows decided again): ${recheck.changesSec.toFixed(2)} s; the job itself, uploaded: ${recheck.firstSec.toFixed(2)} s.`,
    '',
    `Lookups at ${Math.round(busy.sentPerSec).toLocaleString('en')}/s meanwhile (${lists} lists one after the other): p99 ${busy.p99Ms.toFixed(2)} ms, idle ${idle.p99Ms.toFixed(2)} ms, ratio ${(busy.p99Ms / idle.p99Ms).toFixed(2)} (floor 2); p50 ${busy.p50Ms.toFixed(2)} ms, idle ${idle.p50Ms.toFixed(2)} ms; ${busy.failures} failures.`,
    '',
  ].join('\n');
}

function middle(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] as number;
}
