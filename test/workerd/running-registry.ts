import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, vi } from 'vitest';
import { demoSettings } from '../../src/wrangler/demo-settings.ts';
import { startWorker, type WorkerProcess } from '../../src/wrangler/worker-process.ts';
import { freePort, tokenOf } from '../server/served-registry.ts';

/** The registry in workerd, in a folder of its own. */
export interface RunningRegistry {
  /** Stays the same when it is started again. */
  readonly url: string;
  readonly dataDir: string;
  readonly clientsFile: string;
  /** What the worker and wrangler have said so far. */
  readonly said: () => string;
  /** Waits until that is among it: it comes by another way than answers. */
  says(words: RegExp): Promise<void>;
  /** An access token of a demo client, by the stock OAuth client from the metadata alone. */
  token(clientId: string): Promise<string>;
  /** Texts of the demo, the latest last. */
  outbox(): Promise<readonly { readonly to: string; readonly text: string }[]>;
  /** The code in the latest text. */
  code(): Promise<string>;
  /** `kill -9` of workerd and whatever holds it: nothing is left to finish anything. */
  kill(): Promise<void>;
  /** On the folder and the port of before; with other settings, where there are some. */
  restart(variables?: WorkerVariables): Promise<void>;
}

/** Settings besides those of a demo; one that is empty counts as none. */
export type WorkerVariables = Readonly<Record<string, string>>;

const started = new Set<WorkerProcess>();
const folders: string[] = [];

/** Of the file that runs: a test that fails must leave no worker behind. */
afterAll(async () => {
  await Promise.all([...started].map((worker) => worker.end('SIGKILL')));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** One in a folder of its own; nothing of it is left behind when the tests of the file are through. */
export async function runningThroughout(variables: WorkerVariables = {}): Promise<RunningRegistry> {
  return runRegistry(freshFolder(), await freePort(), variables);
}

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dnd-workerd-'));
  folders.push(folder);
  return folder;
}

/** Starts the worker over a folder, and waits until it listens. */
export async function runRegistry(
  dataDir: string,
  port: number,
  variables: WorkerVariables = {},
): Promise<RunningRegistry> {
  const url = `http://127.0.0.1:${port}`;
  mkdirSync(join(dataDir, 'demo'), { recursive: true });
  const clientsFile = join(dataDir, 'demo', 'clients.json');
  let said = '';
  const demo = await demoSettings(url, clientsFile);
  const start = async (own: WorkerVariables) => {
    const settings = { ...demo, LOG_LEVEL: 'warn', ...own };
    const worker = await startWorker({
      ...{ port, settings, folder: join(dataDir, 'objects') },
      say: (text) => {
        said += text;
      },
    });
    started.add(worker);
    return worker;
  };
  let worker = await start(variables);
  const outbox = async () => {
    const lines = (await (await fetch(`${url}/demo/outbox.jsonl`)).text()).trim();
    return lines === '' ? [] : lines.split('\n').map((line) => JSON.parse(line) as { to: string; text: string });
  };
  return {
    ...{ url, dataDir, clientsFile, outbox },
    said: () => said,
    says: async (words) => void (await vi.waitUntil(() => words.test(said), { timeout: 30_000, interval: 20 })),
    token: (clientId) => tokenOf(url, dataDir, clientId, 0),
    code: async () => /\b(\d{6})\b/.exec((await outbox()).at(-1)?.text ?? '')?.[1] ?? '',
    async kill() {
      await worker.end('SIGKILL');
      started.delete(worker);
    },
    async restart(own = variables) {
      worker = await start(own);
    },
  };
}
