import { blockOf, numberAt, numbersPerBlock } from '../src/core/phone-number.ts';
import { openLookup } from '../src/lookup/open-lookup.ts';
import { openSqliteStore } from '../src/storage/sqlite/sqlite-store.ts';
import { firstBlock } from './filled-folder.ts';

/** Prints the bytes of memory that a registered number takes once every block has been asked about. */
const [file = '', registered = '0'] = process.argv.slice(2);

function heldBytes(): number {
  for (let round = 0; round < 4; round++) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const store = await openSqliteStore({ file });
const { shard } = openLookup(store, { logId: 'log' });
const blocks = Number(registered) / numbersPerBlock;
await shard.standings([numberAt(blockOf(1e12 as never), 0)]);
const before = heldBytes();
for (let block = 0; block < blocks; block++) await shard.standings([numberAt(firstBlock + block, 1)]);
process.stdout.write(`${(heldBytes() - before) / Number(registered)}\n`);
await store.close();
