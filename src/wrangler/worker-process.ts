import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';

export interface WorkerProcessOptions {
  readonly port: number;
  /** Where the objects are kept, and go on from. */
  readonly folder: string;
  /** Settings beside those of `wrangler.toml`. */
  readonly settings: Readonly<Record<string, string>>;
  /** Takes what wrangler and the worker say. */
  readonly say: (text: string) => void;
  readonly environment?: string;
}

/** The worker in workerd, on this machine, without an account or a network. */
export interface WorkerProcess {
  readonly url: string;
  readonly ended: Promise<unknown>;
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

const readyMsMax = 120_000;

/** Builds the worker, starts it, and waits until it listens. Who starts it ends it. */
export async function startWorker(options: WorkerProcessOptions): Promise<WorkerProcess> {
  const { port, folder, settings, say, environment = '' } = options;
  const variables = Object.entries(settings).flatMap(([name, value]) => ['--var', `${name}:${value}`]);
  const fixed = [
    ...['dev', '--env', environment, '--ip', '127.0.0.1', '--port', String(port), '--persist-to', folder],
    // What the worker says comes by way of the inspector; on any free port it would not.
    ...['--inspector-port', String(await freePort()), '--show-interactive-dev-session=false', '--log-level=log'],
  ];
  const wrangler = spawn(process.execPath, [resolve('node_modules/wrangler/bin/wrangler.js'), ...fixed, ...variables], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: workerd ends with it.
    detached: true,
  });
  const ended = once(wrangler, 'exit');
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    signalGroup(wrangler, signal);
    await ended;
    signalGroup(wrangler, 'SIGKILL');
  };
  try {
    await ready(wrangler, say);
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
  return { url: `http://127.0.0.1:${port}`, ended, end };
}

function ready(wrangler: ChildProcess, say: (text: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`the worker did not start: ${why}\n${said}`));
    const late = setTimeout(() => fail(`not within ${readyMsMax} ms`), readyMsMax);
    let said = '';
    const hear = (bytes: Buffer) => {
      const text = bytes.toString();
      say(text);
      if (said.length < 2 ** 16) said += text;
      if (!/Ready on http/.test(said)) return;
      clearTimeout(late);
      resolve();
    };
    wrangler.stdout?.on('data', hear);
    wrangler.stderr?.on('data', hear);
    wrangler.once('exit', (code) => {
      clearTimeout(late);
      fail(`wrangler ended with ${code}`);
    });
  });
}

function signalGroup({ pid }: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  server.close();
  await once(server, 'close');
  return port;
}
