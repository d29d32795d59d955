import nodeModule from 'node:module';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Keeps compiled code in the user's own cache folder (XDG Base Directory Specification), so that the next command
 * starts sooner. Where that cannot be, all goes on without.
 */
export function keepCompiledCode({ XDG_CACHE_HOME: named = '' }: Readonly<Record<string, string | undefined>>): void {
  const folder = isAbsolute(named) ? named : userFolder();
  // Node before 22 has none.
  if (folder !== undefined)
    (nodeModule as Partial<typeof nodeModule>).enableCompileCache?.(join(folder, 'dnd-registry'));
}

/** A user without a name, as in a container, has none where HOME is not set. */
function userFolder(): string | undefined {
  try {
    return join(homedir(), '.cache');
  } catch {
    return undefined;
  }
}
