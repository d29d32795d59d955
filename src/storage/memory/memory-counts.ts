import type { Tally } from '../../core/statistics/tallies.ts';

export class MemoryCounts {
  readonly #counts = new Map<string, number>();

  add(tallies: readonly Tally[]): void {
    for (const { key, count } of tallies) {
      const sum = (this.#counts.get(key) ?? 0) + count;
      if (sum === 0) this.#counts.delete(key);
      else this.#counts.set(key, sum);
    }
  }

  takeBack(tallies: readonly Tally[]): void {
    this.add(tallies.map(({ key, count }) => ({ key, count: -count })));
  }

  list(keyPrefix: string, limit: number): readonly Tally[] {
    const found = [...this.#counts].filter(([key]) => key.startsWith(keyPrefix));
    return found
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([key, count]) => ({ key, count }));
  }
}
