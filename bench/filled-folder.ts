import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { numbersPerBlock } from '../src/core/phone-number.ts';
import { noPreferences, type Preferences, refuseAll } from '../src/core/preferences.ts';
import { ensureDemo } from '../src/node/demo.ts';
import { openRegistry } from '../src/node/open-registry.ts';
import { settingsFrom } from '../src/node/settings.ts';
import { seededRandom } from './random.ts';

/** First block that the benchmarks fill: 86138 0000 0000 onwards. */
export const firstBlock = 861_380_000;

export interface FilledFolder {
  readonly dataDir: string;
  readonly registered: number;
  readonly importSec: number;
  /** All files of the registry, after a checkpoint. */
  readonly diskBytes: number;
  remove(): void;
}

const choices: readonly Preferences[] = [
  refuseAll,
  { ...noPreferences, categories: { FIN_CREDIT: 'REFUSE' } },
  { ...noPreferences, categories: { FIN_CREDIT: 'REFUSE', REAL_ESTATE: 'REFUSE' } },
  { ...noPreferences, channels: { VOICE: 'REFUSE' } },
];

/** A demo registry with `registered` numbers in dense blocks, some in a hundred states, by the bulk import. */
export async function filledFolder(registered: number): Promise<FilledFolder> {
  const dataDir = mkdtempSync(join(tmpdir(), 'dnd-bench-'));
  mkdirSync(dataDir, { recursive: true });
  const opened = await openRegistry(settingsFrom({ DATA_DIR: dataDir, LOG_LEVEL: 'warn' }));
  await ensureDemo(opened);
  const startedAt = performance.now();
  await importBlocks(opened.registry.store, registered);
  const importSec = (performance.now() - startedAt) / 1_000;
  await opened.close();
  return {
    dataDir,
    registered,
    importSec,
    diskBytes: diskBytes(dataDir),
    remove: () => rmSync(dataDir, { recursive: true }),
  };
}

type BlockStore = Awaited<ReturnType<typeof openRegistry>>['registry']['store'];

async function importBlocks(store: BlockStore, registered: number): Promise<void> {
  const random = seededRandom(1);
  let underWay: Promise<unknown>[] = [];
  for (let index = 0; index * numbersPerBlock < registered; index++) {
    const offsets = choices.map((): number[] => []);
    for (let offset = 0; offset < numbersPerBlock; offset++)
      offsets[Math.floor(random() * choices.length)]?.push(offset);
    const groups = choices.map((preferences, choice) => ({
      preferences,
      offsets: Uint16Array.from(offsets[choice] ?? []),
    }));
    const rows = { block: firstBlock + index, batchId: 'bench', at: Date.now(), actor: 'operator:bench', groups };
    underWay.push(store.importBlock(rows));
    if (underWay.length >= 16) {
      await Promise.all(underWay);
      underWay = [];
    }
  }
  await Promise.all(underWay);
}

function diskBytes(dataDir: string): number {
  return ['registry.sqlite', 'registry.sqlite-wal'].reduce((sum, name) => {
    return sum + (statSync(join(dataDir, name), { throwIfNoEntry: false })?.size ?? 0);
  }, 0);
}
