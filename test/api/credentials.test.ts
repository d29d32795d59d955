import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessToken } from '../../src/receipts/access-token.ts';
import { openSession } from '../../src/registry/access/open-session.ts';
import { requestCode } from '../../src/registry/access/request-code.ts';
import { changeOrganisation } from '../../src/registry/organisations/change-organisation.ts';
import { operatorAtConsole } from '../../src/runtime/operator-at-console.ts';
import { admittedToken, filledPath, type Operation, type WalkedRegistry, walkedRegistry } from './walked-registry.ts';

/** Every operation that anyone may call: a new one has to be put here by hand. */
const openToAnyone = [
  'issueToken',
  'readAuthorizationServerMetadata',
  'readJwks',
  'readPolicy',
  'listOpenData',
  'listOpenMeasures',
  'readOpenCells',
  'readOpenDataFile',
  'verifyReceipt',
  'checkHealth',
  'checkReadiness',
  'requestCode',
  'openSession',
  'openSignInSession',
];

let walked: WalkedRegistry;

beforeAll(async () => {
  walked = await walkedRegistry();
});
afterAll(() => walked.close());

async function statusOf(operation: Operation, authorization: string | undefined): Promise<number> {
  const headers: Record<string, string> = { 'content-type': operation.body?.contentType ?? 'application/json' };
  if (authorization !== undefined) headers['authorization'] = authorization;
  const init = { method: operation.method, headers, ...(operation.body === undefined ? {} : { body: '{}' }) };
  const response = await walked.app.request(filledPath(operation), init);
  return response.status;
}

/** Operation ids whose answer to a credential is not the one expected. */
async function exceptions(
  operations: readonly Operation[],
  credential: (operation: Operation) => string | undefined,
  expected: readonly number[],
): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const operation of operations) {
    const status = await statusOf(operation, credential(operation));
    if (!expected.includes(status)) wrong.push(`${operation.operationId} answers ${status}`);
  }
  return wrong;
}

const guarded = () => walked.operations.filter(({ security }) => security.length > 0);
const guardedBy = (scheme: string) => guarded().filter(({ security }) => security.some((one) => scheme in one));
const scopeOf = (operation: Operation) =>
  operation.security.find((one) => 'organisation' in one)?.['organisation']?.[0];

test('only the listed operations are open to anyone', () => {
  const open = walked.operations.filter(({ security }) => security.length === 0).map(({ operationId }) => operationId);
  expect(open.filter((id) => !openToAnyone.includes(id))).toEqual([]);
  expect(guarded().length).toBeGreaterThan(25);
});

test('without credentials every other operation answers 401', async () => {
  expect(await exceptions(guarded(), () => undefined, [401])).toEqual([]);
});

test.for([
  ['an empty token', 'Bearer '],
  ['another scheme', 'Basic YTpi'],
  ['garbage', 'Bearer abc.def.ghi'],
  ['a token of 5,000 characters', `Bearer ${'a'.repeat(5_000)}`],
])('with %s every other operation answers 401', async ([, authorization]) => {
  expect(await exceptions(guarded(), () => authorization, [401])).toEqual([]);
});

test('a token whose signature was changed, or that has ended, or is for another issuer, answers 401', async () => {
  const good = walked.tokens.OPERATOR;
  const changed = `${good.slice(0, -4)}${good.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;
  const { receipts, now, directory } = walked.opened.registry;
  const heldKey = directory.organisation('operator')?.document.keys[0]?.kid ?? '';
  const grant = { clientId: 'operator', clientKeyId: heldKey, scopes: [], now: now() - 3_600_000 };
  const ended = await accessToken(receipts, { ...grant, issuer: walked.opened.registry.issuer });
  const elsewhere = await accessToken(receipts, { ...grant, issuer: 'https://elsewhere.example', now: now() });
  for (const token of [changed, ended, elsewhere]) {
    expect(await exceptions(guarded(), () => `Bearer ${token}`, [401])).toEqual([]);
  }
});

test('a subscriber’s session opens no operation of organisations, and the other way round', async () => {
  const session = await subscriberSession('+8613800138001');
  expect(await exceptions(guardedBy('organisation'), () => `Bearer ${session}`, [401])).toEqual([]);
  expect(await exceptions(guardedBy('subscriber'), () => `Bearer ${walked.tokens.OPERATOR}`, [401])).toEqual([]);
});

test('a token without the operation’s scope answers 403', async () => {
  const scoped = guardedBy('organisation').filter((operation) => scopeOf(operation) !== undefined);
  const withoutScope = (operation: Operation): string =>
    `Bearer ${walked.tokens[scopeOf(operation)?.match(/:(lookups|consents|registrations|number-events):/) ? 'REGULATOR' : 'CALL_CENTRE']}`;
  expect(scoped.length).toBeGreaterThan(10);
  expect(await exceptions(scoped, withoutScope, [403])).toEqual([]);
});

test('a suspended organisation answers 403 at the very next request, whatever its token', async () => {
  const { registry } = walked.opened;
  for (const role of ['CARRIER', 'OPERATOR', 'REGULATOR', 'BRAND'] as const) {
    const organisationId = `suspended-${role.toLowerCase()}`;
    const token = role === 'CARRIER' ? walked.tokens.CARRIER : await admittedToken(registry, role, organisationId);
    const id = role === 'CARRIER' ? 'carrier' : organisationId;
    const found = registry.directory.organisation(id);
    if (found === undefined) throw new Error('not admitted');
    await changeOrganisation(registry, operatorAtConsole, { organisationId: id, status: 'SUSPENDED' });
    expect(await exceptions(guardedBy('organisation'), () => `Bearer ${token}`, [403])).toEqual([]);
  }
});

async function subscriberSession(phoneNumber: string): Promise<string> {
  const { registry } = walked.opened;
  await requestCode(registry, { phoneNumber });
  const text = registry.store.shortRecords('OUTBOX', registry.now(), 10).at(-1)?.body ?? '';
  const code = /\d{6}/.exec((JSON.parse(text) as { text: string }).text)?.[0] ?? '';
  return (await openSession(registry, { phoneNumber, code })).token;
}
