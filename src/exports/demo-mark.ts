/** So that nobody takes the figures of a demo for a country’s: a member of what files say of themselves. */
export function demoFact(demo: boolean): { readonly demo?: true } {
  return demo ? { demo: true } : {};
}

/** How the names of files begin: CSV has no other room to say it. */
export function namedFirst(demo: boolean): string {
  return demo ? 'dnd-demo' : 'dnd';
}
