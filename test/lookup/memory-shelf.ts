import type { EntityKind, Position } from '../../src/core/change.ts';
import type { ReplicaShelf, ReplicatedEntity } from '../../src/lookup/directory-replica.ts';
import type { Entity } from '../../src/storage/store.ts';

/** A shelf in memory. */
export class MemoryShelf implements ReplicaShelf {
  readonly #kinds = new Map<EntityKind, Map<string, Entity<EntityKind>>>();
  #head: Position | undefined;

  head(): Position | undefined {
    return this.#head;
  }

  put(entities: readonly ReplicatedEntity[], head: Position | undefined): void {
    for (const { kind, ...entity } of entities) {
      const ofKind = this.#kinds.get(kind) ?? new Map<string, Entity<EntityKind>>();
      this.#kinds.set(kind, ofKind);
      if ((ofKind.get(entity.id)?.position ?? 0) <= entity.position) ofKind.set(entity.id, entity);
    }
    this.#head = head ?? this.#head;
  }

  clear(): void {
    this.#kinds.clear();
    this.#head = undefined;
  }

  entity<K extends EntityKind>(kind: K, id: string): Entity<K> | undefined {
    return this.#kinds.get(kind)?.get(id) as Entity<K> | undefined;
  }

  entities<K extends EntityKind>(kind: K, afterId: string, limit: number): readonly Entity<K>[] {
    const all = [...(this.#kinds.get(kind)?.values() ?? [])] as Entity<K>[];
    return all
      .filter(({ id }) => id > afterId)
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .slice(0, limit);
  }
}
