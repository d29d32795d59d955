import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ClaimFiles } from '../../../src/node/scrubs/claim-file.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'dnd-claims-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test('of many that want it one has it, until it is let go', () => {
  const at = folder();
  const files = Array.from({ length: 5 }, (_, index) => new ClaimFiles(`thread-${index}`, false));
  const claims = files.map((one) => one.take(at, 'claim'));
  expect(claims.map((claim) => claim !== undefined)).toEqual([true, false, false, false, false]);
  expect(files[3]?.look(at, 'claim')).toEqual({ number: 1, isHeld: true });
  claims[0]?.release();
  expect(files[4]?.take(at, 'claim')).toBeDefined();
  expect(files[4]?.take(at, 'another')).toBeDefined();
});

test('a claim that lost its words with the power of the machine holds nothing', () => {
  const at = folder();
  writeFileSync(join(at, 'claim.1'), '');
  const files = new ClaimFiles('mine', false);
  expect(files.look(at, 'claim')).toEqual({ number: 1, isHeld: false });
  expect(files.take(at, 'claim')).toBeDefined();
  expect(files.look(at, 'claim')).toEqual({ number: 2, isHeld: true });
});

test('a claim whose file was taken away stands no more, and lets nobody else’s go', () => {
  const at = folder();
  const claim = new ClaimFiles('mine', false).take(at, 'claim');
  expect(claim?.stands()).toBe(true);
  rmSync(join(at, 'claim.1'));
  expect(claim?.stands()).toBe(false);
  const next = new ClaimFiles('other', false).take(at, 'claim');
  claim?.release();
  expect([claim?.stands(), next?.stands()]).toEqual([false, true]);
});

test('what a process that has ended had is taken over by one, and counted', async () => {
  const at = folder();
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
  const stat = () => readFileSync(`/proc/${child.pid}/stat`, 'latin1');
  const startedAt = stat()
    .slice(stat().lastIndexOf(')') + 2)
    .split(' ')[19];
  writeFileSync(join(at, 'claim.1'), JSON.stringify({ pid: child.pid, thread: 'x', startedAt }));
  const files = new ClaimFiles('mine', true);
  expect(files.take(at, 'claim')).toBeUndefined();
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  expect(files.take(at, 'claim')).toBeDefined();
  expect(new ClaimFiles('other', false).take(at, 'claim')).toBeUndefined();
  expect(files.look(at, 'claim')).toEqual({ number: 2, isHeld: true });
  expect(readdirSync(at).sort()).toEqual(['claim.1', 'claim.2']);
});

test.runIf(process.platform === 'linux')(
  'a process that has ended holds nothing, though its parent has not heard of it',
  async () => {
    const at = folder();
    const script =
      'const { ClaimFiles } = await import(process.argv[1]); new ClaimFiles("x", false).take(process.argv[2], "claim"); process.kill(process.pid, "SIGSTOP")';
    const module = new URL('../../../src/node/scrubs/claim-file.ts', import.meta.url).href;
    // A shell that has stopped hears of no child.
    const shell = spawn('sh', [
      '-c',
      '"$0" --input-type=module -e "$1" "$2" "$3" & echo $!; kill -STOP $$',
      process.execPath,
      script,
      module,
      at,
    ]);
    onTestFinished(() => void shell.kill('SIGKILL'));
    const pid = await new Promise<number>((resolve) => shell.stdout.once('data', (text) => resolve(Number(text))));
    const files = new ClaimFiles('mine', false);
    while (files.look(at, 'claim').number === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(files.take(at, 'claim')).toBeUndefined();
    process.kill(pid, 'SIGKILL');
    while (!/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1')))
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(files.take(at, 'claim')).toBeDefined();
  },
);

test('another process that got the same id has nothing', () => {
  const at = folder();
  writeFileSync(join(at, 'claim.1'), JSON.stringify({ pid: process.ppid, thread: 'x', startedAt: '1' }));
  expect(new ClaimFiles('mine', false).look(at, 'claim').isHeld).toBe(false);
});

test('a thread that is the only one of its process takes over from the one before, others do not', () => {
  const at = folder();
  expect(new ClaimFiles('before', true).take(at, 'claim')).toBeDefined();
  expect(new ClaimFiles('aside', false).take(at, 'claim')).toBeUndefined();
  expect(new ClaimFiles('after', true).take(at, 'claim')).toBeDefined();
});
