import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { type NumberState, unknownState } from '../../../src/core/number-record.ts';
import { StateTable } from '../../../src/storage/sql/state-table.ts';
import { sqlDatabase } from '../../../src/storage/sqlite/connection.ts';
import { migrate } from '../../../src/storage/sqlite/migrations.ts';

const states: readonly NumberState[] = ['HEALTH', 'EDUCATION', 'FIN_CREDIT', 'REAL_ESTATE', 'MEDIA_GAMES'].map(
  (id) => ({
    ...unknownState,
    preferences: { ...unknownState.preferences, categories: { [id]: 'REFUSE' } },
  }),
);

test('a table that remembers two states at most keeps the ids and meanings of all', () => {
  const connection = new Database(':memory:');
  migrate(connection);
  const table = new StateTable(sqlDatabase(connection).queries, 2);
  const ids = states.map((state) => table.intern(state));
  expect(new Set(ids).size).toBe(states.length);
  expect(states.map((state) => table.intern(state))).toEqual(ids);
  expect(ids.map((id) => table.state(id))).toEqual(states);
  expect([table.intern(unknownState), table.state(0)]).toEqual([0, unknownState]);
  connection.close();
});
