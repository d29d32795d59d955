import type { Command } from 'commander';
import type { OpenedRegistry } from '../node/open-registry.ts';
import type { Registry } from '../registry/registry.ts';
import { type FolderOptions, inRegistry, withFolderOption } from './folder.ts';
import { rehearsed } from './rehearsal.ts';
import type { Terminal } from './terminal.ts';

export interface ChangeOptions extends FolderOptions {
  readonly write?: true;
  readonly json?: true;
}

/** Options of a command that changes a registry which may be serving. */
export function withChangeOptions(command: Command): Command {
  return withFolderOption(command)
    .option('--write', 'do it; without it nothing is changed, and what would change is shown')
    .option('--json', 'print one JSON object');
}

/** What a verb makes of one document. */
export interface Changed {
  /** As a sentence begins: `organisation demo-carrier`. */
  readonly subject: string;
  readonly before: object | undefined;
  readonly after: object;
}

/**
 * Runs a change: over the registry with `--write`, else over one that checks everything and keeps nothing. Prints
 * which members differ.
 */
export async function change(
  terminal: Terminal,
  options: ChangeOptions,
  run: (registry: Registry, opened: OpenedRegistry) => Promise<Changed>,
): Promise<void> {
  const { write = false, json = false } = options;
  const { subject, before, after } = await inRegistry(terminal, options, (opened) =>
    run(write ? opened.registry : rehearsed(opened.registry), opened),
  );
  if (json) {
    terminal.out(JSON.stringify({ written: write, before: before ?? null, after }));
    return;
  }
  const differences = differencesOf(before ?? {}, after);
  terminal.out([`${subject}:${differences.length === 0 ? ' nothing to change' : ''}`, ...differences].join('\n'));
  if (!write && differences.length > 0) terminal.note('Nothing was changed. Add --write to do it.');
}

function differencesOf(before: object, after: object): readonly string[] {
  const [old, now] = [textsByName(before), textsByName(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    const [from, to = '(none)'] = [old.get(name), now.get(name)];
    if (from === to) return [];
    return [from === undefined ? `  ${name}: ${to}` : `  ${name}: ${from} → ${to}`];
  });
}

function textsByName(members: object): ReadonlyMap<string, string> {
  return new Map(Object.entries(members).map(([name, value]) => [name, JSON.stringify(value)]));
}
