import { expect, test } from 'vitest';
import { openRegistry } from '../../../src/node/open-registry.ts';
import { settingsFrom } from '../../../src/node/settings.ts';
import type { OrganisationActor } from '../../../src/registry/access/actor.ts';
import { reportNumberEvents } from '../../../src/registry/numbers/report-number-events.ts';
import { demoShell } from '../demo-shell.ts';
import type { Shell } from '../shell.ts';

const carrier: OrganisationActor = {
  kind: 'ORGANISATION',
  organisationId: 'demo-carrier',
  role: 'CARRIER',
  scopes: ['dnd:number-events:write'],
};

/** A folder in which the demo's carrier gave two numbers to somebody else. */
async function withReassignments(): Promise<{ one: Shell; id: string }> {
  const one = await demoShell();
  const { registry, close } = await openRegistry(settingsFrom({ DATA_DIR: one.dataDir }));
  const occurredAt = Date.now();
  for (const kind of ['DISCONNECTED', 'REASSIGNED'] as const) {
    const numbers = ['+8613800138001', '+8613800138002'];
    await reportNumberEvents(registry, carrier, {
      events: numbers.map((phoneNumber) => ({ phoneNumber, kind, occurredAt })),
    });
  }
  await close();
  const [found] = JSON.parse(await one.done('assertions', 'list', '--json')) as { assertionId: string }[];
  return { one, id: found?.assertionId ?? '' };
}

test('what waits is listed and shown', async () => {
  const { one, id } = await withReassignments();
  expect(await one.done('assertions', 'list')).toMatch(
    /^ASSERTION .*\n\S+-demo-carrier-reassignments-1 +demo-carrier +REASSIGNMENTS +PENDING +2 /,
  );
  expect(await one.done('assertions', 'show', id)).toMatch(/rows +2\n/);
  expect((await one.run(['assertions', 'show', 'nothing'])).notes).toContain('there is no bulk assertion with this id');
});

test('a reversal is a dry run until it is to be written, and can be looked up afterwards', async () => {
  const { one, id } = await withReassignments();
  const dry = await one.run(['assertions', 'reverse', id]);
  expect(dry.out).toBe(`${id}: 2 as before, 0 ended after a later change, 0 kept after a later change`);
  expect(dry.notes).toContain('Nothing was changed');
  expect(await one.done('assertions', 'show', id)).toContain('PENDING');
  expect((await one.run(['assertions', 'reverse', id, '--write'])).notes).toBe('');
  expect(await one.done('assertions', 'list', '--json')).toBe('[]');
  expect(await one.done('assertions', 'list', '--all')).toContain('REVERSED');
  expect(await one.done('assertions', 'show', id)).toMatch(/reversed by +operator:console\n {2}outcome +2 as before/);
});
