import nodeModule from 'node:module';
import { afterEach, expect, test, vi } from 'vitest';
import { keepCompiledCode } from '../../src/cli/compiled-code.ts';

const homedir = vi.hoisted(() => vi.fn(() => '/home/one'));
vi.mock('node:os', () => ({ homedir }));
const enable = vi.spyOn(nodeModule, 'enableCompileCache').mockReturnValue({ status: 0 });
afterEach(() => {
  enable.mockClear();
});

test('compiled code is kept in the folder that is named, else in the user’s', () => {
  keepCompiledCode({ XDG_CACHE_HOME: '/cache' });
  keepCompiledCode({ XDG_CACHE_HOME: 'relative' });
  expect(enable.mock.calls).toEqual([['/cache/dnd-registry'], ['/home/one/.cache/dnd-registry']]);
});

test('a user without a folder, as in a container, has the program start all the same', () => {
  homedir.mockImplementationOnce(() => {
    throw new Error('uv_os_homedir returned ENOENT');
  });
  keepCompiledCode({});
  expect(enable).not.toHaveBeenCalled();
});
