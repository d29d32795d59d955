import type { Registry } from '../registry.ts';

/** Under which the rows of a bulk assertion are counted. */
export function assertedKey(assertionId: string): string {
  return `ASSERTED/${assertionId}/`;
}

/** Rows that a bulk assertion holds, as counted some seconds ago: a crash may lose some. */
export function rowsAsserted({ store }: Pick<Registry, 'store'>, assertionId: string): number {
  return store.counts(assertedKey(assertionId), 1)[0]?.count ?? 0;
}
