import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cnPolicy } from '../../../src/core/policies/cn.ts';
import { openRegistry } from '../../../src/node/open-registry.ts';
import { settingsFrom } from '../../../src/node/settings.ts';
import { closedPolicy, countNumbers } from '../../registry/statistics/replays/counted-country.ts';
import { demoShell } from '../demo-shell.ts';

test('a policy in a file is compared with the registry’s own, and what changes is a table', async () => {
  const one = await demoShell();
  const { registry, close } = await openRegistry(settingsFrom({ DATA_DIR: one.dataDir }));
  await countNumbers(registry);
  await close();
  writeFileSync(one.path('law.json'), JSON.stringify(closedPolicy(cnPolicy)));
  const { exitCode, out, notes } = await one.run(['statistics', 'replay', '--policy', one.path('law.json')]);
  expect(exitCode, notes).toBe(0);
  expect(out).toMatch(/^CN-2026\.1 against CN-2027\.1: the week of \d{4}-\d\d-\d\d/);
  expect(out).toContain('33 of 44 combinations');
  expect(out.split('\n').filter((line) => /^CHANGED +PROMOTIONAL +\S+ +VOICE /.test(line))).toHaveLength(11);
  expect(out).toMatch(/FIN_CREDIT +VOICE +1\d{3} +<20 +<20 +<20 +\S+ +\S+ +168 +0$/m);
  expect(notes).toContain('<20 may be none');
  const regions = await one.done('statistics', 'replay', '--policy', one.path('law.json'), '--regions');
  expect(regions).toMatch(/^UNKNOWN +CHANGED +PROMOTIONAL +FIN_CREDIT +VOICE /m);
  const json = JSON.parse(await one.done('statistics', 'replay', '--policy-id', 'CN-2026.1', '--json')) as object;
  expect(json).toMatchObject({ presentPolicyId: 'CN-2026.1', proposedPolicyId: 'CN-2026.1' });
});

test('what is no policy is refused with the part that is wrong', async () => {
  const one = await demoShell();
  writeFileSync(one.path('law.json'), JSON.stringify({ ...cnPolicy, bands: [] }));
  const replay = (...args: string[]) => one.run(['statistics', 'replay', ...args]);
  expect(await replay('--policy', one.path('law.json'))).toMatchObject({
    exitCode: 1,
    notes: 'dnd: policy.bands: none',
  });
  writeFileSync(one.path('law.json'), JSON.stringify({ ...cnPolicy, colour: 'red' }));
  expect((await replay('--policy', one.path('law.json'))).notes).toContain('policy.colour: this property is not known');
  expect((await replay('--policy-id', 'IN-2026.1')).notes).toContain('policyId: no such policy (one of CN-2026.1)');
  expect((await replay()).exitCode).toBe(2);
});
