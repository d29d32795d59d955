import type { EntityKind, Position } from '../../core/change.ts';
import type { ReplicaShelf, ReplicatedEntity } from '../../lookup/directory-replica.ts';
import type { DurableStorage } from '../../storage/durable/durable-storage.ts';
import type { Entity } from '../../storage/store.ts';

/*
 * Tables of their own beside those of the log, since no entry of this log made them; a registry that moves leaves them
 * behind, and its number objects fetch them anew.
 */
const tables = [
  `CREATE TABLE IF NOT EXISTS replica (
    kind TEXT NOT NULL, id TEXT NOT NULL, position INTEGER NOT NULL, document TEXT NOT NULL, PRIMARY KEY (kind, id)
  ) WITHOUT ROWID`,
  'CREATE TABLE IF NOT EXISTS replica_head (only_row INTEGER PRIMARY KEY CHECK (only_row = 0), position INTEGER NOT NULL)',
];

interface EntityRow extends Record<string, string | number> {
  readonly id: string;
  readonly position: number;
  readonly document: string;
}

/** The directory's entities as a number object keeps them, so that it is awake as soon as it has asked for what is new. */
export class SqlShelf implements ReplicaShelf {
  readonly #storage: DurableStorage;

  constructor(storage: DurableStorage) {
    this.#storage = storage;
    for (const table of tables) storage.sql.exec(table);
  }

  head(): Position | undefined {
    const [row] = this.#storage.sql.exec('SELECT position FROM replica_head').toArray();
    return row === undefined ? undefined : Number(row['position']);
  }

  put(entities: readonly ReplicatedEntity[], head: Position | undefined): void {
    const { sql } = this.#storage;
    this.#storage.transactionSync(() => {
      for (const { kind, id, position, document } of entities) {
        sql.exec(
          `INSERT INTO replica (kind, id, position, document) VALUES (?, ?, ?, ?)
          ON CONFLICT (kind, id) DO UPDATE SET position = excluded.position, document = excluded.document
          WHERE excluded.position >= replica.position`,
          ...[kind, id, position, JSON.stringify(document)],
        );
      }
      if (head !== undefined) sql.exec('INSERT OR REPLACE INTO replica_head (only_row, position) VALUES (0, ?)', head);
    });
  }

  clear(): void {
    this.#storage.transactionSync(() => {
      this.#storage.sql.exec('DELETE FROM replica');
      this.#storage.sql.exec('DELETE FROM replica_head');
    });
  }

  entity<K extends EntityKind>(kind: K, id: string): Entity<K> | undefined {
    const select = 'SELECT id, position, document FROM replica WHERE kind = ? AND id = ?';
    const [row] = this.#storage.sql.exec(select, kind, id).toArray() as unknown as EntityRow[];
    return row === undefined ? undefined : entityOf(row);
  }

  entities<K extends EntityKind>(kind: K, afterId: string, limit: number): readonly Entity<K>[] {
    const select = 'SELECT id, position, document FROM replica WHERE kind = ? AND id > ? ORDER BY id LIMIT ?';
    const rows = this.#storage.sql.exec(select, kind, afterId, limit).toArray() as unknown as EntityRow[];
    return rows.map((row) => entityOf<K>(row));
  }
}

function entityOf<K extends EntityKind>({ id, position, document }: EntityRow): Entity<K> {
  return { id, position, document: JSON.parse(document) as Entity<K>['document'] };
}
