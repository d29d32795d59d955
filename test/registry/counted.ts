import type { Registry } from '../../src/registry/registry.ts';

/** What stands under a prefix of counters when all that was gathered is written; keys without the prefix. */
export async function counted(
  { store, counts }: Pick<Registry, 'store' | 'counts'>,
  prefix: string,
): Promise<Readonly<Record<string, number>>> {
  await counts.flush();
  return Object.fromEntries(store.counts(prefix, 1_000).map(({ key, count }) => [key.slice(prefix.length), count]));
}
