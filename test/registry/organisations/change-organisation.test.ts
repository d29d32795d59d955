import { describe, expect, test } from 'vitest';
import type { OrganisationDocument } from '../../../src/core/organisation.ts';
import { changeOrganisation } from '../../../src/registry/organisations/change-organisation.ts';
import { memoryRegistry, operatorAtConsole, setOrganisation } from '../memory-registry.ts';

async function withBrand() {
  const { registry } = await memoryRegistry();
  await setOrganisation(registry, 'brand-1', { name: 'Before' });
  const operator = await setOrganisation(registry, 'operator-1', { role: 'OPERATOR' });
  const positionOf = (id: string) => registry.directory.organisation(id)?.position;
  return { registry, operator, positionOf };
}

test('what is not named stays as it is', async () => {
  const { registry, operator } = await withBrand();
  const before = registry.directory.organisation('brand-1')?.document;
  const input = { organisationId: 'brand-1', admittedClasses: ['TRANSACTIONAL'] } as const;
  const { document } = await changeOrganisation(registry, operator, input);
  expect(document).toEqual({ ...before, admittedClasses: ['TRANSACTIONAL'] });
  expect(registry.directory.organisation('brand-1')?.document).toEqual(document);
});

test('of two changes of one state, one is made and one is told so', async () => {
  const { registry, operator, positionOf } = await withBrand();
  const expected = positionOf('brand-1');
  const change = (name: string) =>
    changeOrganisation(registry, operator, { organisationId: 'brand-1', expected, name });
  const outcomes = await Promise.allSettled([change('One'), change('Two')]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'FAILED_PRECONDITION' },
  });
});

test('changes that name no state are made one after the other', async () => {
  const { registry, operator } = await withBrand();
  const change = (terms: Partial<OrganisationDocument>) =>
    changeOrganisation(registry, operator, { organisationId: 'brand-1', ...terms, reportsSince: undefined });
  await Promise.all([
    change({ name: 'After' }),
    change({ status: 'SUSPENDED' }),
    change({ admittedClasses: ['SERVICE'] }),
  ]);
  expect(registry.directory.organisation('brand-1')?.document).toMatchObject({
    name: 'After',
    status: 'SUSPENDED',
    admittedClasses: ['SERVICE'],
  });
});

test('a carrier says since when it reports, and takes it back', async () => {
  const { registry } = await withBrand();
  await setOrganisation(registry, 'carrier-1', { role: 'CARRIER' });
  const change = (reportsSince: string | null) =>
    changeOrganisation(registry, operatorAtConsole, { organisationId: 'carrier-1', reportsSince });
  expect((await change('2026-01-01T08:00:00+08:00')).document.reportsSince).toBe(Date.UTC(2026, 0, 1));
  expect((await change(null)).document).not.toHaveProperty('reportsSince');
});

test('a carrier may keep the ranges that it holds and add to them', async () => {
  const { registry, operator } = await withBrand();
  await setOrganisation(registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['86139'] });
  const input = { organisationId: 'carrier-1', numberRanges: ['86139', '86138'] };
  expect((await changeOrganisation(registry, operator, input)).document.numberRanges).toEqual(['86138', '86139']);
});

describe('an operator cannot shut itself out', () => {
  test.each([
    ['by suspending itself', { status: 'SUSPENDED' }],
    ['by dropping the scope', { scopes: ['dnd:status:read'] }],
  ] as const)('%s', async (_, terms) => {
    const { registry, operator } = await withBrand();
    const change = changeOrganisation(registry, operator, { organisationId: 'operator-1', ...terms });
    await expect(change).rejects.toMatchObject({ code: 'INCOMPATIBLE_STATE' });
  });

  test('yet another operator and the console can', async () => {
    const { registry, operator } = await withBrand();
    await setOrganisation(registry, 'operator-2', { role: 'OPERATOR' });
    const suspend = (organisationId: string) => ({ organisationId, status: 'SUSPENDED' }) as const;
    await changeOrganisation(registry, operator, suspend('operator-2'));
    await changeOrganisation(registry, operatorAtConsole, suspend('operator-1'));
    expect(registry.directory.organisation('operator-1')?.document.status).toBe('SUSPENDED');
  });
});

test('nobody but who manages organisations changes them, and none that is not there', async () => {
  const { registry, operator } = await withBrand();
  const brand = await setOrganisation(registry, 'brand-2');
  const change = { organisationId: 'brand-1', name: 'Mine' };
  await expect(changeOrganisation(registry, brand, change)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  const unknown = changeOrganisation(registry, operator, { ...change, organisationId: 'nobody' });
  await expect(unknown).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
