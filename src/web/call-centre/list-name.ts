import { listNameCharactersMax } from '../../registry/scrubs/kept-list.ts';
import { formatsOf } from '../shell/formats.ts';
import type { WebContext } from '../web-context.ts';

/** What its owner calls a list; one that a program opened has no name but its time. */
export function nameOf(
  c: WebContext,
  { name, createdAt }: { readonly name?: string; readonly createdAt: number },
): string {
  return name ?? formatsOf(c).dateTime(createdAt);
}

/** A name that a list can have, of a file’s name or what somebody typed; empty where nothing is left of it. */
export function listName(text: string): string {
  const plain = text.split(/[/\\]/).at(-1) ?? '';
  return plain
    .replaceAll(/\p{C}/gu, ' ')
    .trim()
    .slice(0, listNameCharactersMax)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim();
}
