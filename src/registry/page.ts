import type { Found } from '../lookup/directory.ts';

export interface PageInput {
  /** Id after which the page begins; absent: from the first. */
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface Page<D> {
  readonly items: readonly Found<D>[];
  /** `after` of the next page; absent on the last one. */
  readonly next?: string;
}

/** Cuts a page from what was read with one item too many. */
export function pageOf<D>(found: readonly (Found<D> & { readonly id: string })[], limit: number): Page<D> {
  const items = found.slice(0, limit);
  const next = found.length > limit ? items.at(-1)?.id : undefined;
  return { items, ...(next === undefined ? {} : { next }) };
}
