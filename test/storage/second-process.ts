import { openSqliteStore } from '../../src/storage/sqlite/sqlite-store.ts';
import { preferencesSet } from './made-up.ts';

/** Run as a process of its own: refuses all for `count` numbers from `offset` on in the store at `file`. */
const [file = '', offset = '0', count = '0'] = process.argv.slice(2);
const store = await openSqliteStore({ file });
for (let index = 0; index < Number(count); index++) {
  const [result] = await store.append([preferencesSet(Number(offset) + index, 0)]);
  if (result?.status !== 'APPENDED') throw new Error('not appended');
}
await store.close();
