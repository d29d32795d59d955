import { expect, test } from 'vitest';
import { issueSignInLink, signInLinkLifetimeMs } from '../../../src/registry/access/issue-sign-in-link.ts';
import { subscriberOfSession } from '../../../src/registry/access/open-session.ts';
import { redeemSignInLink, signInLifetimeMs } from '../../../src/registry/access/redeem-sign-in-link.ts';
import { personOfSession, signOut } from '../../../src/registry/access/sign-in-session.ts';
import type { Store } from '../../../src/storage/store.ts';
import { chineseNumber, memoryRegistry, operatorAtConsole, setOrganisation, subscriber } from '../memory-registry.ts';

const unauthenticated = { code: 'UNAUTHENTICATED' };

async function withCentre() {
  const memory = await memoryRegistry();
  const centre = await setOrganisation(memory.registry, 'centre-1', { role: 'CALL_CENTRE' });
  const link = () => issueSignInLink(memory.registry, centre, { person: 'desk-7' });
  return { ...memory, centre, link };
}

test('a link signs one person of the organisation in, for at most a working day', async () => {
  const { registry, clock, link } = await withCentre();
  const { token, expiresAt } = await redeemSignInLink(registry, await link());
  expect(expiresAt).toBe(clock.at + signInLifetimeMs);
  const person = { person: 'desk-7', organisationId: 'centre-1', role: 'CALL_CENTRE', expiresAt };
  expect(await personOfSession(registry, token)).toMatchObject(person);
  clock.at = expiresAt;
  await expect(personOfSession(registry, token)).rejects.toMatchObject(unauthenticated);
});

test('of many tries at once, one opens a session', async () => {
  const { registry, link } = await withCentre();
  const issued = await link();
  const tries = await Promise.allSettled(Array.from({ length: 8 }, () => redeemSignInLink(registry, issued)));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await expect(redeemSignInLink(registry, issued)).rejects.toMatchObject(unauthenticated);
});

test('who loses the link to somebody quicker, in whichever process, gets no session', async () => {
  const { registry, link } = await withCentre();
  const issued = await link();
  const record = (kind: 'SESSION', id: string, now: number) => registry.store.shortRecord(kind, id, now);
  const overtaken = { shortRecord: record, putShortRecord: () => Promise.resolve(false) };
  const slow = { ...registry, store: Object.assign(Object.create(registry.store) as Store, overtaken) };
  await expect(redeemSignInLink(slow, issued)).rejects.toMatchObject(unauthenticated);
});

test('a link ends after ten minutes', async () => {
  const { registry, clock, link } = await withCentre();
  const issued = await link();
  clock.at += signInLinkLifetimeMs;
  await expect(redeemSignInLink(registry, issued)).rejects.toMatchObject(unauthenticated);
});

test('a suspended organisation’s links and sessions are worth nothing, at once', async () => {
  const { registry, centre, link } = await withCentre();
  const { token } = await redeemSignInLink(registry, await link());
  const unused = await link();
  await setOrganisation(registry, 'centre-1', { role: 'CALL_CENTRE', status: 'SUSPENDED' });
  await expect(personOfSession(registry, token)).rejects.toMatchObject(unauthenticated);
  await expect(redeemSignInLink(registry, unused)).rejects.toMatchObject(unauthenticated);
  await expect(issueSignInLink(registry, centre, { person: 'desk-7' })).rejects.toMatchObject({
    code: 'INCOMPATIBLE_STATE',
  });
});

test('a session that was ended is ended, and ending it twice does no harm', async () => {
  const { registry, link } = await withCentre();
  const { token } = await redeemSignInLink(registry, await link());
  await signOut(registry, token);
  await signOut(registry, token);
  await expect(personOfSession(registry, token)).rejects.toMatchObject(unauthenticated);
});

test('a link is no session, and a session of people is none of subscribers', async () => {
  const { registry, link } = await withCentre();
  const issued = await link();
  await expect(personOfSession(registry, issued.token)).rejects.toMatchObject(unauthenticated);
  const { token } = await redeemSignInLink(registry, issued);
  await expect(subscriberOfSession(registry, token)).rejects.toMatchObject(unauthenticated);
  await expect(redeemSignInLink(registry, { token })).rejects.toMatchObject(unauthenticated);
});

test('no token rests in the store', async () => {
  const { registry, link } = await withCentre();
  const issued = await link();
  const opened = await redeemSignInLink(registry, await link());
  const rest = JSON.stringify(registry.store.shortRecords('SESSION', registry.now(), 10));
  expect(rest).toContain('desk-7');
  expect(rest).not.toContain(issued.token);
  expect(rest).not.toContain(opened.token);
});

test('an organisation makes links for its own people, the console for anybody’s, a subscriber for none', async () => {
  const { registry, centre } = await withCentre();
  await setOrganisation(registry, 'brand-1');
  const foreign = { person: 'x', organisationId: 'brand-1' };
  await expect(issueSignInLink(registry, centre, foreign)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  await expect(issueSignInLink(registry, operatorAtConsole, foreign)).resolves.toBeDefined();
  await expect(issueSignInLink(registry, operatorAtConsole, { person: 'x' })).rejects.toMatchObject({
    field: 'organisationId',
  });
  const holder = subscriber(chineseNumber());
  await expect(issueSignInLink(registry, holder, foreign)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
});

test.each([[''], [' x'], ['a\tb'], ['x'.repeat(101)]])('%j is no person', async (person) => {
  const { registry, centre } = await withCentre();
  await expect(issueSignInLink(registry, centre, { person })).rejects.toMatchObject({ field: 'person' });
});

test('links are not made without end', async () => {
  const { registry, link } = await withCentre();
  for (let made = 0; made < 200; made += 1) await link();
  await expect(link()).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  expect(registry.directory.organisation('centre-1')).toBeDefined();
});
