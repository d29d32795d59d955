import { expect, test } from 'vitest';
import { demoShell } from '../demo-shell.ts';

test('an identity is registered, an agent authorised and withdrawn, the identity suspended', async () => {
  const one = await demoShell();
  const find = async (id: string) =>
    (JSON.parse(await one.done('senders', 'list', '--json')) as { senderId: string }[]).find(
      ({ senderId }) => senderId === id,
    );
  const register = [
    'senders',
    'register',
    '【SHOP】',
    '--kind',
    'signature',
    '--brand',
    'demo-brand',
    '--categories',
    'HEALTH',
  ];
  await one.done(...register);
  expect(await find('【SHOP】')).toBeUndefined();
  await one.done(...register, '--write');
  await one.done('senders', 'authorise', '【SHOP】', 'demo-carrier', '--until', '2099-01-01T00:00:00Z', '--write');
  expect(await find('【SHOP】')).toMatchObject({
    kind: 'SIGNATURE',
    status: 'ACTIVE',
    categories: ['HEALTH'],
    agents: [{ organisationId: 'demo-carrier', until: Date.UTC(2099, 0) }],
  });
  await one.done('senders', 'withdraw', '【SHOP】', 'demo-carrier', '--write');
  await one.done('senders', 'suspend', '【SHOP】', '--write');
  expect(await find('【SHOP】')).toMatchObject({ status: 'SUSPENDED', agents: [] });
});

test('a category that the policy does not know is refused by name', async () => {
  const one = await demoShell();
  const args = [
    'senders',
    'register',
    'X',
    '--kind',
    'HEADER',
    '--brand',
    'demo-brand',
    '--categories',
    'HEALTH,WITCHCRAFT',
  ];
  const { exitCode, notes } = await one.run(args);
  expect(exitCode).toBe(1);
  expect(notes).toMatch(/^dnd: categories\[1\]: the policy knows no such category \(one of FIN_CREDIT, /);
});
