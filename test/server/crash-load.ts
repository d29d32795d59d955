import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import type { ServedRegistry } from './served-registry.ts';

/** Undefined where no answer came: the server was killed. */
export async function postUnlessCut<T>(
  server: ServedRegistry,
  path: string,
  token: string,
  body: object,
): Promise<T | undefined> {
  try {
    const response = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as T;
  } catch {
    return undefined;
  }
}

const blocksPerImport = 24;
const numbersPerBlock = 40;

/** A list that `dnd import` registers beside the server, from a process that is killed with it. */
export interface RunningImport {
  readonly numbers: readonly string[];
  kill(): Promise<void>;
  /** Imports the same list to its end: everything is registered or was, and all of it if the first run had ended. */
  expectWholeAfterwards(): Promise<void>;
}

interface ImportSummary {
  readonly registered: number;
  readonly kept: number;
}

export function startImport(dataDir: string, round: number): RunningImport {
  const numbers = Array.from(
    { length: blocksPerImport * numbersPerBlock },
    (_, index) =>
      `+86137${String(round * blocksPerImport + Math.floor(index / numbersPerBlock)).padStart(4, '0')}${String((index % numbersPerBlock) * 7).padStart(4, '0')}`,
  );
  const list = join(dataDir, 'list');
  writeFileSync(list, numbers.join('\n'));
  const first = spawnImport(dataDir, list);
  return {
    numbers,
    async kill() {
      first.child.kill('SIGKILL');
      await first.summary;
    },
    async expectWholeAfterwards() {
      const before = await first.summary;
      const after = await spawnImport(dataDir, list).summary;
      const left = before === undefined ? expect.any(Number) : 0;
      expect(after?.registered, 'left out by an import that had ended').toEqual(left);
      expect((after?.registered ?? 0) + (after?.kept ?? 0)).toBe(numbers.length);
    },
  };
}

function spawnImport(
  dataDir: string,
  list: string,
): { readonly child: ChildProcess; readonly summary: Promise<ImportSummary | undefined> } {
  const args = ['import', list, '--refuse', 'all', '--write', '--json', '--data-dir', dataDir];
  const child = spawn(process.execPath, ['dist/cli/dnd.js', ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const summary = new Promise<ImportSummary | undefined>((resolve) =>
    child.once('close', () => resolve(text.endsWith('}\n') ? (JSON.parse(text) as ImportSummary) : undefined)),
  );
  return { child, summary };
}

interface Keys {
  readonly keys: readonly { readonly kid: string; readonly status: string }[];
}

/** What is known of the ring: as acknowledged last, and whether a rotation was asked for that nobody answered. */
export interface KnownKeys {
  readonly current: string | undefined;
  readonly next: string | undefined;
  readonly pending: boolean;
}

/** Rotates the keys once, at some moment within the time. */
export async function rotateOnce(
  server: ServedRegistry,
  token: string,
  before: KnownKeys,
  withinMs: number,
): Promise<KnownKeys> {
  await wait(Math.random() * withinMs);
  const after = await postUnlessCut<Keys>(server, '/v1/signing-keys/rotate', token, { force: true });
  return after === undefined ? { ...before, pending: true } : known(after);
}

/** The ring stands as it was acknowledged, or one rotation further if one was pending; each status once. */
export async function expectKeys(
  server: ServedRegistry,
  token: string,
  { current, next, pending }: KnownKeys,
): Promise<void> {
  const now = await signingKeys(server, token);
  const unchanged = { current, next };
  const rotated = { current: next, next: expect.any(String) };
  const stands = { current: now.current, next: now.next };
  if (pending && now.current === next) expect(stands).toEqual(rotated);
  else expect(stands).toEqual(unchanged);
}

export async function signingKeys(server: ServedRegistry, token: string): Promise<KnownKeys> {
  const ask = async () => {
    const response = await fetch(`${server.url}/v1/signing-keys`, { headers: { authorization: `Bearer ${token}` } });
    return known((await response.json()) as Keys);
  };
  // A connection of the pool may be closed just when it is used again: a client asks anew (RFC 9110 section 9.2.2).
  return ask().catch(ask);
}

function known({ keys }: Keys): KnownKeys {
  const one = (status: string) => {
    const found = keys.filter((key) => key.status === status);
    expect(found, status).toHaveLength(1);
    return found[0]?.kid;
  };
  return { current: one('CURRENT'), next: one('NEXT'), pending: false };
}
