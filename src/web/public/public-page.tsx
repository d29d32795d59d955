import type { Child } from 'hono/jsx';
import { type PageParts, page } from '../shell/page.tsx';
import type { WebContext } from '../web-context.ts';

export type PublicPart = 'choices' | 'check' | 'figures' | 'openData' | 'help';

const paths: Readonly<Record<PublicPart, string>> = {
  choices: '/',
  check: '/check',
  figures: '/figures',
  openData: '/open-data',
  help: '/help',
};

/** A page for whoever comes by. */
export function publicPage(c: WebContext, current: PublicPart, parts: PageParts, children: Child): Response {
  const { subscriber, openFigures, openData } = c.get('words');
  const names = { ...subscriber, figures: openFigures.heading, openData: openData.heading };
  const navigation = (Object.keys(paths) as PublicPart[]).map((part) => ({
    path: paths[part],
    text: names[part],
    isCurrent: part === current,
  }));
  return page(c, { ...parts, navigation }, children);
}
