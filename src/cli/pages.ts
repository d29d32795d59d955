import type { Page, PageInput } from '../registry/page.ts';

const pageItems = 200;

/** Every document of a list that is read by pages. */
export function allOf<D>(read: (page: PageInput) => Page<D>): readonly D[] {
  const documents: D[] = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: Page<D> = read({ after, limit: pageItems });
    documents.push(...page.items.map(({ document }) => document));
    after = page.next;
  }
  return documents;
}
