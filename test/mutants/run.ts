import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faults, type PlantedFault } from './faults.ts';
import { type SuiteName, suites } from './suites.ts';

const usage = `Plants each listed fault in a copy of the project and sees its suite turn red.
npm run test:mutants [-- WORD]    WORD: only the suites whose name holds it`;

/** As many as a small machine has cores; each has a copy of the project of its own. */
const laneCount = 2;
const timeLimitMs = 120_000;
/** Suites of random cases may miss a fault by luck: it has survived when these runs beyond the first see nothing. */
const runsMoreMax = 2;
const top = join(import.meta.dirname, '..', '..');

/** What a run of a suite came to. `BROKEN`: it ended without a word on any test, as where the code does not load. */
interface Run {
  readonly outcome: 'GREEN' | 'RED' | 'BROKEN' | 'TIMED OUT';
  readonly seconds: number;
  /** The first failing test, or what was printed last. */
  readonly detail: string;
}

/** A suite that cannot be run says nothing about its tests. */
const verdicts = { GREEN: 'SURVIVED', RED: 'KILLED', BROKEN: 'BROKEN', 'TIMED OUT': 'TIMED OUT' } as const;

/** How vitest's verbose reporter writes a test that failed, with its name and why, and one that passed. */
const failure = /^ *× \|\w+\| \S+ > (.*?)(?: \d+ms)?\n *→ (.*)\n/m;
const success = /^ *✓ /m;

interface Lane {
  readonly folder: string;
  readonly temp: string;
}

const root = mkdtempSync(join(tmpdir(), 'dnd-mutants-'));
const running = new Set<ChildProcess>();

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    cleanUp();
    process.exit(130);
  });
}

try {
  process.exitCode = await main(process.argv[2] ?? '');
} finally {
  cleanUp();
}

function cleanUp(): void {
  for (const child of running) endGroup(child);
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
}

/** The exit code. */
async function main(word: string): Promise<number> {
  const names = (Object.keys(suites) as SuiteName[]).filter((name) => name.includes(word));
  const lanes = newLanes();
  const wrong = names.length === 0 ? [usage] : [...mistakes(names, lanes)];
  for (const text of wrong) say(text);
  if (wrong.length > 0) return 1;
  const secondsOf = new Map<SuiteName, number>();
  await inLanes(lanes, names, async (lane, name) => {
    const run = await runSuite(lane, name);
    say(`${label(run.outcome, run)} ${name}${run.outcome === 'GREEN' ? '' : `: ${run.detail}`}`);
    if (run.outcome === 'GREEN') secondsOf.set(name, run.seconds);
  });
  if (secondsOf.size < names.length) return summary(0, names.length - secondsOf.size);
  const slowestFirst = faults
    .filter(({ suite }) => names.includes(suite))
    .sort((a, b) => (secondsOf.get(b.suite) ?? 0) - (secondsOf.get(a.suite) ?? 0));
  let killed = 0;
  await inLanes(lanes, slowestFirst, async (lane, fault) => {
    let run = await runMutant(lane, fault);
    for (let again = 1; run.outcome === 'GREEN' && again <= runsMoreMax; again++) {
      say(`${label('UNSEEN', run)} ${fault.suite}: ${fault.fault} Run again.`);
      run = await runMutant(lane, fault);
    }
    const verdict = verdicts[run.outcome];
    if (verdict === 'KILLED') killed++;
    say(`${label(verdict, run)} ${fault.suite}: ${fault.fault} ${fault.file}\n${' '.repeat(18)} ${run.detail}`);
  });
  return summary(killed, slowestFirst.length - killed);
}

/** What is wrong with the table itself. */
function* mistakes(names: readonly SuiteName[], [lane]: readonly Lane[]): Generator<string> {
  for (const name of names) {
    if (!faults.some(({ suite }) => suite === name)) yield `no fault is listed for the suite ${name}`;
  }
  for (const { suite, fault, file, find, replace } of faults) {
    const times = readFileSync(join(lane?.folder ?? top, file), 'utf8').split(find).length - 1;
    if (times !== 1) yield `${suite}: ${fault} What it replaces stands ${times} times in ${file}, not once.`;
    if (find === replace) yield `${suite}: ${fault} It changes nothing.`;
  }
}

/** Copies of what is tracked or could be, all of one moment. */
function newLanes(): readonly Lane[] {
  const lanes = Array.from({ length: laneCount }, (_, place) => ({
    folder: join(root, `copy-${place}`, 'project'),
    temp: join(root, `copy-${place}`, 'temp'),
  }));
  const [first, ...others] = lanes;
  if (first === undefined) return [];
  const listed = execFileSync('git', ['ls-files', '-coz', '--exclude-standard'], { cwd: top, encoding: 'utf8' });
  for (const file of listed.split('\0').filter((path) => path !== '' && existsSync(join(top, path)))) {
    cpSync(join(top, file), join(first.folder, file));
  }
  // One by one, so that what tools keep in node_modules stays in the copy.
  mkdirSync(join(first.folder, 'node_modules'));
  for (const entry of readdirSync(join(top, 'node_modules')).filter((one) => one === '.bin' || !one.startsWith('.'))) {
    symlinkSync(join(top, 'node_modules', entry), join(first.folder, 'node_modules', entry));
  }
  for (const { folder } of others) cpSync(first.folder, folder, { recursive: true, verbatimSymlinks: true });
  for (const { temp } of lanes) mkdirSync(temp);
  return lanes;
}

/** Every job once, each lane one after another. */
async function inLanes<T>(lanes: readonly Lane[], jobs: readonly T[], run: (lane: Lane, job: T) => Promise<void>) {
  const waiting = jobs.values();
  const work = async (lane: Lane) => {
    for (const job of waiting) await run(lane, job);
  };
  await Promise.all(lanes.map(work));
}

async function runMutant(lane: Lane, { suite, file, find, replace }: PlantedFault): Promise<Run> {
  const path = join(lane.folder, file);
  const sound = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    sound.replace(find, () => replace),
  );
  try {
    return await runSuite(lane, suite);
  } finally {
    writeFileSync(path, sound);
  }
}

async function runSuite({ folder, temp }: Lane, name: SuiteName): Promise<Run> {
  const { project, test } = suites[name];
  const vitest = join('node_modules', 'vitest', 'vitest.mjs');
  const started = performance.now();
  const child = spawn(process.execPath, [vitest, 'run', '--project', project, test, '--reporter', 'verbose'], {
    cwd: folder,
    env: { ...process.env, CRASH_ROUNDS: '2', TMPDIR: temp, NO_COLOR: '1' },
    // A group of its own, so that servers that a failing test left behind can be ended with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { code, printed, complaints, timedOut } = await ended(child);
  const seconds = (performance.now() - started) / 1_000;
  const [, failed, message] = failure.exec(printed) ?? [];
  if (failed !== undefined) return { outcome: 'RED', seconds, detail: `“${failed}” ${message?.slice(0, 120)}` };
  if (code === 0 && success.test(printed)) return { outcome: 'GREEN', seconds, detail: 'every test passed' };
  return { outcome: timedOut ? 'TIMED OUT' : 'BROKEN', seconds, detail: lastLine(`${printed}\n${complaints}`) };
}

interface Ended {
  readonly code: number | null;
  readonly printed: string;
  readonly complaints: string;
  readonly timedOut: boolean;
}

/** Runs to its end or to the first failing test, which may have left a server that would keep vitest waiting. */
function ended(child: ChildProcess): Promise<Ended> {
  running.add(child);
  let printed = '';
  let complaints = '';
  let timedOut = false;
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    if (failure.test(printed)) endGroup(child);
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const timer = setTimeout(() => {
    timedOut = true;
    endGroup(child);
  }, timeLimitMs);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => endGroup(child));
    child.once('close', (code) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code, printed, complaints, timedOut });
    });
  });
}

/** Ends whatever is left of the group that a child leads. */
function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.at(-1)?.slice(0, 200) ?? 'nothing was printed';
}

function label(word: string, { seconds }: Run): string {
  return `${word.padEnd(9)} ${seconds.toFixed(1).padStart(6)} s`;
}

function summary(passed: number, failed: number): number {
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
