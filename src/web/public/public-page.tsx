import type { Child } from 'hono/jsx';
import { type PageParts, page } from '../shell/page.tsx';
import type { WebContext } from '../web-context.ts';

export type PublicPart = 'choices' | 'help' | 'check';

const paths: Readonly<Record<PublicPart, string>> = { choices: '/', help: '/help', check: '/check' };

/** A page for whoever comes by. */
export function publicPage(c: WebContext, current: PublicPart, parts: PageParts, children: Child): Response {
  const { subscriber } = c.get('words');
  const navigation = (Object.keys(paths) as PublicPart[]).map((part) => ({
    path: paths[part],
    text: subscriber[part],
    isCurrent: part === current,
  }));
  return page(c, { ...parts, navigation }, children);
}
