import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { filledFolder } from '../filled-folder.ts';
import { runningObjects } from './running-objects.ts';

/** An object that has one makes itself keys to sign with where those of the registry stayed behind. */
export const bootstrapToken = 'benchmark'.repeat(5);

export interface MovedIn {
  readonly seconds: number;
  /** Of memory, by the same code as in an object: `bench/memory.ts`. */
  readonly blockBytesPerNumber: number;
}

/** A registry with one log, filled on Node and moved into an object over the folder. */
export async function movedIn(dataDir: string, registered: number): Promise<MovedIn> {
  const filled = await filledFolder(registered);
  try {
    const exported = join(dataDir, 'exported');
    mkdirSync(join(dataDir, 'demo'), { recursive: true });
    cpSync(join(filled.dataDir, 'demo', 'clients.json'), join(dataDir, 'demo', 'clients.json'));
    await dnd(['registry', 'export', '--data-dir', filled.dataDir, '--to', exported]);
    const objects = await runningObjects(dataDir, 1, bootstrapToken);
    try {
      const startedAt = performance.now();
      const keys = join(exported, 'jwks.json');
      await dnd(['registry', 'import', exported, '--jwks', keys, '--to', objects.url, '--write'], bootstrapToken);
      const seconds = (performance.now() - startedAt) / 1_000;
      return { seconds, blockBytesPerNumber: blockBytes(filled.dataDir, registered) };
    } finally {
      await objects.stop();
    }
  } finally {
    filled.remove();
  }
}

/** Not synchronously: workerd asks this process now and then. */
async function dnd(parameters: readonly string[], token = ''): Promise<void> {
  const env = { ...process.env, DND_BOOTSTRAP_TOKEN: token };
  await promisify(execFile)(process.execPath, ['dist/cli/dnd.js', ...parameters], { env });
}

function blockBytes(dataDir: string, registered: number): number {
  const parameters = ['--expose-gc', 'bench/memory.ts', join(dataDir, 'registry.sqlite'), String(registered)];
  return Number(execFileSync(process.execPath, parameters, { encoding: 'utf8' }));
}
