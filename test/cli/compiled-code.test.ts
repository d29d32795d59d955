import nodeModule, { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { expect, onTestFinished, test, vi } from 'vitest';
import { keepCompiledCode } from '../../src/cli/compiled-code.ts';

/** The folders that compiled code was to be kept in, for a user with such a folder. */
function kept(homedir: () => string) {
  const home = vi.spyOn(os, 'homedir').mockImplementation(homedir);
  const enable = vi.spyOn(nodeModule, 'enableCompileCache').mockReturnValue({ status: 0 });
  syncBuiltinESMExports();
  onTestFinished(() => {
    home.mockRestore();
    enable.mockRestore();
    syncBuiltinESMExports();
  });
  return enable.mock.calls;
}

test('compiled code is kept in the folder that is named, else in the user’s', () => {
  const folders = kept(() => '/home/one');
  keepCompiledCode({ XDG_CACHE_HOME: '/cache' });
  keepCompiledCode({ XDG_CACHE_HOME: 'relative' });
  expect(folders).toEqual([['/cache/dnd-registry'], ['/home/one/.cache/dnd-registry']]);
});

test('a user without a folder, as in a container, has the program start all the same', () => {
  const folders = kept(() => {
    throw new Error('uv_os_homedir returned ENOENT');
  });
  keepCompiledCode({});
  expect(folders).toEqual([]);
});
