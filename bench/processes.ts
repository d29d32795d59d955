import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus } from 'node:os';
import { createInterface } from 'node:readline';

/** A server started for one measurement; ended by its process id. */
export interface Peer {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Servers on the first core, the load on the second, so that neither takes the other's time. */
const serverCore = '0';

/** Starts a command and waits for the line of its output that names the URL it listens on. */
export async function startPeer(
  command: readonly string[],
  environment: Record<string, string> = {},
  pinned = true,
): Promise<Peer> {
  const [program, ...parameters] = pinned ? ['taskset', '-c', serverCore, ...command] : command;
  const child = spawn(program as string, parameters, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  const url = await announcedUrl(child);
  return { url, pid: child.pid as number, stop: () => stopped(child) };
}

/** Lets a server that was started on one core use all of them, as it would where nothing is measured. */
export function useAllCores(pid: number): void {
  execFileSync('taskset', ['-a', '-p', '-c', `0-${cpus().length - 1}`, String(pid)], { stdio: 'ignore' });
}

/**
 * The same for all of its threads but the first, the one that answers. Woken by requests from here, that one would be
 * put on the load's core, and wait there for the load beside a core that idles.
 */
export function useAllCoresBeside(pid: number): void {
  useAllCores(pid);
  execFileSync('taskset', ['-p', '-c', serverCore, String(pid)], { stdio: 'ignore' });
}

function announcedUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    lines.on('line', (line) => {
      const url = /(https?:\/\/[\w.:[\]]+)/.exec(line)?.[1];
      if (url !== undefined) resolve(url.replace(/\/$/, ''));
    });
  });
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

/** Processor seconds that the threads of a process have used (Linux); those of threads that have ended are lost. */
export function processorSec(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const usedNs = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return usedNs.reduce((sum, ns) => sum + ns, 0) / 1e9;
}

/** Resident memory of a process, bytes (Linux). */
export function residentBytes(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1_024;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
