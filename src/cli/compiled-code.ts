import nodeModule from 'node:module';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Keeps compiled code in the user's own cache folder (XDG Base Directory Specification), so that the next command
 * starts sooner. Where that cannot be, all goes on without.
 */
export function keepCompiledCode({ XDG_CACHE_HOME: named = '' }: Readonly<Record<string, string | undefined>>): void {
  const folder = isAbsolute(named) ? named : join(homedir(), '.cache');
  // Node before 22 has none.
  (nodeModule as Partial<typeof nodeModule>).enableCompileCache?.(join(folder, 'dnd-registry'));
}
