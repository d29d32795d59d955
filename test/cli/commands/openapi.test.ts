import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { shell } from '../shell.ts';

test('the document is written, found the same, and found to differ once it is touched', async () => {
  const one = shell();
  const file = one.path('openapi.json');
  await one.done('openapi', '--out', file);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ openapi: '3.1.0', paths: { '/v1/lookup': {} } });
  expect(await one.done('openapi')).toBe(readFileSync(file, 'utf8').trimEnd());
  await one.done('openapi', '--check', file);
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n`);
  const { exitCode, notes } = await one.run(['openapi', '--check', file]);
  expect({ exitCode, notes }).toEqual({
    exitCode: 1,
    notes: `dnd: ${file}: differs from what the code says; dnd openapi --out ${file} writes it anew`,
  });
});
