import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { type ScrubFiles, scrubFiles } from './scrub-files.ts';
import { type Served, servedScrubs } from './scrub-served.ts';

/**
 * `npm run bench:scrub`: whole commands, from the shell's prompt to its next, over the same numbers: a list of
 * `BENCH_ROWS` against `BENCH_NUMBERS` registered in `BENCH_BLOCKS` blocks. All write the numbers that may be called;
 * whether they agree is checked. Files are in the page cache; each command runs `BENCH_ROUNDS` times in turn with the
 * others, the median counts. Then the same list over HTTP, and single lookups while lists are scrubbed.
 */
const setting = (name: string, usual: number) => Number(process.env[name] ?? usual);
const sizes = {
  rows: setting('BENCH_ROWS', 1_000_000),
  registered: setting('BENCH_NUMBERS', 10_000_000),
  blocks: setting('BENCH_BLOCKS', 5_000),
};
const rounds = setting('BENCH_ROUNDS', 5);

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

const files = await scrubFiles(sizes);
try {
  const commands = commandsOf(files);
  const measured = new Map<Command, Measured[]>(commands.map((command) => [command, []]));
  const agreed = new Set<number>();
  for (let round = 0; round < rounds; round++) {
    for (const [command, runs] of measured) {
      runs.push(measuredRun(files, command));
      if (command.allowed !== undefined) agreed.add(command.allowed());
    }
  }
  if (agreed.size !== 1) throw new Error(`the commands do not agree: ${[...agreed].join(', ')}`);
  const text = `${table(measured)}\n${servedTable(await servedScrubs(files, rounds))}`;
  mkdirSync('bench/results', { recursive: true });
  writeFileSync(`bench/results/scrub-${sizes.rows}x${sizes.registered}.md`, text);
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
    ...duckdbCommands(folder, registered, list),
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

/** `npm i --no-save @duckdb/node-api` puts it beside the others; without it the row is left out. */
function duckdbCommands(folder: string, registered: string, list: string): readonly Command[] {
  const isThere = statSync('node_modules/@duckdb/node-api', { throwIfNoEntry: false }) !== undefined;
  if (!isThere) {
    process.stdout.write('DuckDB is not on this machine: npm i --no-save @duckdb/node-api\n');
    return [];
  }
  const database = join(folder, 'peer.duckdb');
  const out = join(folder, 'duckdb.txt');
  const duckdb = `${process.execPath} bench/peers/duckdb-join.ts`;
  shell(`${duckdb} fill ${database} ${registered}`);
  const allowed = () => Number(shell(`wc -l < ${out}`));
  return [{ what: 'DuckDB anti-join (Node API)', line: `${duckdb} scrub ${database} ${list} ${out}`, allowed }];
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

function table(measured: ReadonlyMap<Command, readonly Measured[]>): string {
  const rows = [...measured].map(([{ what }, runs]) => ({
    what,
    sec: middle(runs.map(({ sec }) => sec)),
    processorSec: middle(runs.map(({ processorSec }) => processorSec)),
    memoryMb: Math.max(...runs.map(({ memoryMb }) => memoryMb)),
  }));
  const peer = rows.find(({ what }) => what.startsWith('DuckDB'));
  const { rows: listed, registered, blocks } = sizes;
  const words = (value: number) => value.toLocaleString('en');
  return [
    `Machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Linux ${release()}, Node ${process.version}.`,
    '',
    `${words(listed)} rows against ${words(registered)} registered in ${words(blocks)} blocks, whole commands, warm, median of ${rounds}:`,
    '',
    '| command | time | against DuckDB | processor time | peak memory |',
    '|---|---|---|---|---|',
    ...rows.map(({ what, sec, processorSec, memoryMb }) => {
      const ratio = peer === undefined ? '' : (sec / peer.sec).toFixed(2);
      return `| ${what} | ${sec.toFixed(2)} s | ${ratio} | ${processorSec.toFixed(2)} s | ${memoryMb.toFixed(0)} MB |`;
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
