import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

const programs = {
  bearerbox: '/usr/sbin/bearerbox',
  smsbox: '/usr/sbin/smsbox',
  fakesmsc: '/usr/lib/kannel/test/fakesmsc',
} as const;

const readyWithinMs = 30_000;
const endWithinMs = 10_000;

/** A group of Kannel's configuration; the first entry names it. */
export type Group = Readonly<Record<string, string | number | boolean>>;

export interface Kannel {
  /** Where its HTTP users hand texts in. */
  readonly sendSmsUrl: string;
  /** Hands a text to Kannel as its HTTP users do; resolves to its answer. */
  sendSms(query: Readonly<Record<string, string>>): Promise<string>;
  /** Resolves once the page of its state holds all of the words. */
  stateSays(...words: readonly string[]): Promise<void>;
}

export interface KannelProgram {
  readonly stdin: Writable;
  /** Its last words, so many as are kept. */
  printed(): string;
}

/** Free ports of the loopback, all at once so that they differ. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(servers.map((one) => new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve))));
  const ports = servers.map((one) => (one.address() as AddressInfo).port);
  await Promise.all(servers.map((one) => new Promise((resolve) => one.close(resolve))));
  return ports;
}

/** Bearerbox and smsbox on the loopback, with these links and services, for one test; the smsbox stops first. */
export async function kannel(groups: readonly Group[]): Promise<Kannel> {
  for (const path of Object.values(programs)) {
    if (!existsSync(path)) throw new Error(`${path} is missing: apt-get install -y kannel kannel-extras (Debian)`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'dnd-kannel-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [adminPort, boxPort, sendPort] = (await freePorts(3)) as [number, number, number];
  mkdirSync(join(folder, 'store'));
  const own: readonly Group[] = [
    {
      ...{ group: 'core', 'admin-port': adminPort, 'admin-interface': '127.0.0.1', 'admin-password': 'admin' },
      ...{ 'smsbox-port': boxPort, 'smsbox-interface': '127.0.0.1', 'box-allow-ip': '127.0.0.1' },
      ...{ 'dlr-storage': 'internal', 'store-type': 'file', 'store-location': join(folder, 'store', 'kannel.store') },
    },
    ...groups,
    {
      ...{ group: 'smsbox', 'bearerbox-host': '127.0.0.1', 'sendsms-port': sendPort, 'sendsms-interface': '127.0.0.1' },
      ...{ 'http-request-retry': 3, 'http-queue-delay': 1 },
    },
  ];
  const file = join(folder, 'kannel.conf');
  writeFileSync(file, own.map(groupText).join('\n'));
  const state = async (): Promise<string> => {
    const answer = await fetch(`http://127.0.0.1:${adminPort}/status.txt?password=admin`);
    return answer.text();
  };
  const stateSays = (...words: readonly string[]): Promise<void> =>
    until(`Kannel’s state says ${words.join(', ')}`, async () => {
      const said = await state();
      return words.every((word) => said.includes(word));
    });
  runKannel('bearerbox', ['-v', '1', file], folder);
  await stateSays('Kannel bearerbox');
  runKannel('smsbox', ['-v', '1', file], folder);
  await stateSays('smsbox');
  const sendSmsUrl = `http://127.0.0.1:${sendPort}/cgi-bin/sendsms`;
  return {
    sendSmsUrl,
    stateSays,
    sendSms: async (query) => {
      const answer = await fetch(`${sendSmsUrl}?${new URLSearchParams(query)}`);
      return answer.text();
    },
  };
}

function groupText(group: Group): string {
  const value = (one: string | number | boolean): string => (typeof one === 'string' ? `"${one}"` : String(one));
  return Object.entries(group)
    .map(([name, one]) => (name === 'group' ? `group = ${one}\n` : `${name} = ${value(one)}\n`))
    .join('');
}

/** Ended when the test is, by its id; what it printed is shown where the test failed. */
export function runKannel(name: keyof typeof programs, args: readonly string[], folder: string): KannelProgram {
  const child = spawn(programs[name], args, { cwd: folder, stdio: 'pipe' });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-100_000);
    });
  }
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  onTestFinished(async ({ task }) => {
    child.kill('SIGTERM');
    const late = new AbortController();
    await Promise.race([exited, wait(endWithinMs, undefined, { signal: late.signal }).catch(() => undefined)]);
    late.abort();
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    if (task.result?.state === 'fail') process.stderr.write(`${name} printed:\n${printed}\n`);
  });
  return { stdin: child.stdin, printed: () => printed };
}

/** Looks every tenth of a second; rejects after half a minute. */
export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const end = Date.now() + readyWithinMs;
  while (Date.now() < end) {
    if (await Promise.resolve(holds()).catch(() => false)) return;
    await wait(100);
  }
  throw new Error(`not within ${readyWithinMs / 1_000} s: ${what}`);
}
