import type { Child } from 'hono/jsx';
import { EndsSoon, SignedIn } from '../people/signed-in.tsx';
import { type PageParts, page } from '../shell/page.tsx';
import type { WebContext } from '../web-context.ts';

/** A page for somebody who is signed in: with the way between the pages, and the way out. */
export function deskPage(
  c: WebContext,
  parts: Omit<PageParts, 'navigation'> & { readonly current?: 'LISTS' | 'NEW' },
  children: Child,
): Response {
  const { lists } = c.get('words').callCentre;
  const { current, ...rest } = parts;
  const navigation = [
    { path: '/lists', text: lists.heading, isCurrent: current === 'LISTS' },
    { path: '/lists/new', text: lists.start, isCurrent: current === 'NEW' },
  ];
  return page(
    c,
    { ...rest, navigation },
    <>
      <EndsSoon c={c} />
      {children}
      <SignedIn c={c} />
    </>,
  );
}
