import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Country, Member } from './country.ts';
import { type Operation, operations } from './documented.ts';
import { type Answer, type Asked, accessToken, asking, type Sent, send, tampered } from './http.ts';
import { allOperations } from './operations/all-operations.ts';

const takingJson = operations.filter(({ takes }) => takes.includes('application/json'));
const takingKey = operations.filter(({ parameters }) => parameters.some(({ name }) => name === 'idempotency-key'));
const scopeOf = ({ security }: Operation) => security.find((one) => 'organisation' in one)?.['organisation']?.[0];
const guardedBy = (scheme: string) => operations.filter(({ security }) => security.some((one) => scheme in one));
const named = ({ operationId }: Operation) => operationId;

const nowhere = ({ path }: Operation) => path.replace(/\{[^}]+\}/g, 'nobody-has-this');

/** The good call of an operation, with something changed on its way. */
function spoilt({ operationId }: Operation, country: Country, change: (sent: Sent) => Asked): Promise<Answer> {
  return tampered(operationId, change, async () => allOperations[operationId]?.good(country).catch(() => undefined));
}

/** Why a registry has nothing that an operation could answer with; undefined where it has. */
function lacking({ operationId }: Operation, { target }: Country): string | undefined {
  const needs = allOperations[operationId]?.needs;
  return needs === undefined ? undefined : target.lacks[needs];
}

/** What every operation has in common, walked through all of them. */
export function describeFrames(country: () => Country): void {
  describe('who asks', () => describeCredentials(country));
  describe('a body', () => describeBodies(country));
  describe('a request', () => describeRequests(country));
  describe('a request that is repeated', () => describeRepetitions(country));
}

function describeCredentials(country: () => Country): void {
  const statuses = async (of: readonly Operation[], ask: (operation: Operation) => Promise<Answer>) => {
    const found: string[] = [];
    for (const operation of of) {
      const { status } = await ask(operation);
      found.push(`${operation.operationId} ${status}`);
    }
    return found;
  };
  const all = (of: readonly Operation[], status: number) => of.map((one) => `${one.operationId} ${status}`);
  const asked = (operation: Operation, token?: string) =>
    asking(country().target.url, token)(operation.method, nowhere(operation), emptyBody(operation));

  test('has to show it: without, and with what is no token, it is 401', async () => {
    const guarded = operations.filter(({ security }) => security.length > 0);
    expect(guarded.length).toBeGreaterThan(70);
    for (const token of [undefined, 'abc.def.ghi', 'a'.repeat(5_000)]) {
      expect(await statuses(guarded, (one) => asked(one, token))).toEqual(all(guarded, 401));
    }
  });

  test('an organisation opens nothing of subscribers, and the other way round', async () => {
    const { token: session } = await country().signIn();
    const [organisations, subscribers] = [guardedBy('organisation'), guardedBy('subscriber')];
    expect(await statuses(organisations, (one) => asked(one, session))).toEqual(all(organisations, 401));
    const { token } = country().operator;
    expect(await statuses(subscribers, (one) => asked(one, token))).toEqual(all(subscribers, 401));
  });

  test('an organisation that lacks the one scope is 403, and so is a token that was given fewer', async () => {
    const holders = await membersByScope(country());
    for (const operation of guardedBy('organisation')) {
      const scope = scopeOf(operation);
      if (scope === undefined) continue;
      const { role, scopes } = holders.get(scope) ?? { role: '', scopes: [] };
      const without = scopes.filter((one) => one !== scope);
      const [holder, less] = [await withScopes(country(), role, scopes), await withScopes(country(), role, without)];
      const narrow = await accessToken(country().target.url, holder.client, without.join(' '));
      for (const token of [less.token, narrow]) {
        const refused = await asked(operation, token);
        expect([named(operation), refused.status]).toEqual([named(operation), 403]);
        expect(refused.body()).toMatchObject({ code: 'PERMISSION_DENIED', field: 'header:Authorization' });
      }
    }
  });

  test('an organisation that is suspended is 403 at its very next request, whatever its token; and then no more', async () => {
    const scoped = guardedBy('organisation').filter((one) => scopeOf(one) === 'dnd:lookups:check');
    const member = await country().admit('CALL_CENTRE');
    const set = (status: string) => {
      const [path, headers] = [`/v1/organisations/${member.client.clientId}`, { 'if-match': '*' }];
      return country().operator.ask('PATCH', path, { body: { status }, headers });
    };
    expect((await member.ask('GET', '/v1/scrubs')).status).toBe(200);
    expect((await set('SUSPENDED')).status).toBe(200);
    expect(await statuses(scoped, (one) => asked(one, member.token))).toEqual(all(scoped, 403));
    expect((await set('ACTIVE')).status).toBe(200);
    expect((await member.ask('GET', '/v1/scrubs')).status).toBe(200);
  });

  test('a key that was withdrawn opens nothing at the very next request', async () => {
    const { client, ask } = await country().admit('CALL_CENTRE');
    const path = `/v1/organisations/${client.clientId}/keys/${client.privateJwk['kid']}`;
    expect((await ask('GET', '/v1/scrubs')).status).toBe(200);
    expect((await country().operator.ask('DELETE', path)).status).toBe(200);
    expect((await ask('GET', '/v1/scrubs')).status).toBe(401);
    await expect(accessToken(country().target.url, client)).rejects.toThrow();
  });
}

const emptyBody = ({ takes: [type] }: Operation): Asked =>
  type === undefined ? {} : { body: '{}', headers: { 'content-type': type } };

interface Holder {
  readonly role: string;
  readonly scopes: readonly string[];
}

/** A role that holds each scope, as the registry itself admits it. */
async function membersByScope(country: Country): Promise<ReadonlyMap<string, Holder>> {
  const { operator, carrier, callCentre, regulator } = country;
  // No role holds this one unless it is given by name.
  const exporting = { role: 'OPERATOR', scopes: ['dnd:status:read', 'dnd:registry:export'] };
  const holders = new Map<string, Holder>([['dnd:registry:export', exporting]]);
  for (const { client } of [operator, carrier, callCentre, regulator]) {
    const found = await operator.ask('GET', `/v1/organisations/${client.clientId}`);
    const holder = found.body<Holder>();
    for (const scope of holder.scopes) holders.set(scope, holder);
  }
  return holders;
}

const admitted = new Map<string, Promise<Member>>();

function withScopes(country: Country, role: string, scopes: readonly string[]): Promise<Member> {
  const key = `${country.target.url} ${role} ${scopes.join(' ')}`;
  const made = admitted.get(key) ?? country.admit(role, { scopes });
  admitted.set(key, made);
  return made;
}

const largerThanAnyTakes = 8_500_000;
const fill = (bytes: number) => `{"x":"${'a'.repeat(bytes)}"}`;

function describeBodies(country: () => Country): void {
  describe.for(takingJson)('of $operationId', (operation) => {
    test('with a member that nobody knows is refused by its name', async ({ skip }) => {
      skip(lacking(operation, country()) !== undefined, lacking(operation, country()));
      const body = (sent: Sent) => ({ ...(sent.body as object), nonsense: 1 });
      const refused = await spoilt(operation, country(), (sent) => ({ ...sent, body: body(sent) }));
      expect([refused.status, refused.body()]).toEqual([
        400,
        expect.objectContaining({ code: 'INVALID_ARGUMENT', field: expect.stringMatching(/^(policy\.)?nonsense$/) }),
      ]);
    });

    test('that is no JSON, or of another type, or far too large, is refused as such', async ({ skip }) => {
      skip(lacking(operation, country()) !== undefined, lacking(operation, country()));
      const sends = async (body: string, type = 'application/json') => {
        const change = (sent: Sent) => ({ ...sent, body, headers: { ...sent.headers, 'content-type': type } });
        const { status, body: told } = await spoilt(operation, country(), change);
        const { field, limit } = told<{ field: string; limit?: string }>();
        return { status, field, limit };
      };
      expect(await sends('{"a":')).toMatchObject({ status: 400, field: 'body' });
      expect(await sends('{}', 'text/plain')).toMatchObject({ status: 415, field: 'header:Content-Type' });
      const large = await sends(fill(20_000));
      const refused = large.status === 413 ? large : await sends(fill(largerThanAnyTakes));
      expect(refused).toEqual({ status: 413, field: 'body', limit: expect.stringMatching(/^at most \d+ bytes$/) });
    });
  });

  test('with anything in place of any member ends in no 5xx', async () => {
    const known: Sent[] = [];
    for (const operation of takingJson) {
      if (leftOut.includes(operation.operationId) || lacking(operation, country()) !== undefined) continue;
      await spoilt(operation, country(), (sent) => {
        known.push(sent);
        return sent;
      });
    }
    expect(known.length).toBeGreaterThan(25);
    const { url } = country().target;
    const property = fc.asyncProperty(fc.nat(), fc.nat(), junk, async (at, member, put) => {
      const sent = known[at % known.length] as Sent;
      const answer = await send(url, sent.method, sent.path, { ...sent, body: mutated(sent.body, member, put) });
      expect(answer.status, `${sent.operationId} ${answer.text.slice(0, 200)}`).toBeLessThan(500);
    });
    await fc.assert(property, { numRuns: 400 });
  });
}

/** They would end what the walk goes on with. */
const leftOut = ['rotateSigningKeys', 'markKeyCompromised', 'startReplay'];

const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(null, -1, 1e308, 1.5, '', ' ', '\u0000', '💥', '\ud800', '__proto__', '+', '+86', '2026-02-31'),
  fc.constantFrom([], {}, [[]], [null], { constructor: 1 }, 'a'.repeat(5_000)),
);

function mutated(body: unknown, member: number, put: unknown): unknown {
  const names = Object.keys(body as object);
  const name = names[member % (names.length + 1)];
  return name === undefined ? put : { ...(body as object), [name]: put };
}

function describeRequests(country: () => Country): void {
  test('has its correlator back, in whatever it is answered with; or one that was made up', async () => {
    for (const operation of operations) {
      const ask = (headers: Readonly<Record<string, string>>) =>
        country().nobody(operation.method, nowhere(operation), { ...emptyBody(operation), headers });
      const own = await ask({ 'x-correlator': 'conformity-1:a/b' });
      expect([named(operation), own.headers.get('x-correlator')]).toEqual([named(operation), 'conformity-1:a/b']);
      expect((await ask({})).headers.get('x-correlator')).toMatch(/^[\w-]{36}$/);
      const wrong = await ask({ 'x-correlator': 'with a space' });
      expect([named(operation), wrong.status]).toEqual([named(operation), 400]);
    }
  });

  test('to a path that is nobody’s is 404, by a method that the path does not take 405 with those that it does', async () => {
    const nobodys = await country().nobody('GET', '/v1/nothing-of-ours');
    expect([nobodys.status, nobodys.body()]).toEqual([404, expect.objectContaining({ field: 'path' })]);
    const wrong = await country().nobody('PATCH', '/v1/lookup');
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
    expect(wrong.headers.get('content-type')).toBe('application/problem+json');
  });

  test('with a parameter that nobody knows, or one given twice, is refused by its name', async () => {
    const { operator } = country();
    for (const [query, field] of [
      ['colour=red', 'query:colour'],
      ['limit=1&limit=2', 'query:limit'],
      ['limit=0', 'query:limit'],
    ]) {
      const refused = await operator.ask('GET', `/v1/organisations?${query}`);
      expect([refused.status, refused.body()['field']]).toEqual([400, field]);
    }
  });
}

function describeRepetitions(country: () => Country): void {
  const byKey = takingKey.filter(({ operationId }) => operationId !== 'scrub');

  test.for(byKey)('under one key is done once: $operationId', async (operation) => {
    let sent: Sent | undefined;
    const key = { 'idempotency-key': `key of ${operation.operationId}` };
    const first = await spoilt(operation, country(), (asked) => {
      sent = { ...asked, headers: { ...asked.headers, ...key } };
      return sent;
    });
    expect(first.status).toBeLessThan(300);
    const again = (change: Asked = {}) =>
      send(country().target.url, sent?.method ?? '', sent?.path ?? '', { ...sent, ...change });
    const replayed = await again();
    expect([replayed.status, replayed.headers.get('idempotency-replayed')]).toEqual([first.status, 'true']);
    expect(replayed.text).toBe(first.text);
    for (const name of ['etag', 'location']) expect(replayed.headers.get(name)).toBe(first.headers.get(name));
    const other = await again({ body: { ...(sent?.body as object), other: 1 } });
    expect([other.status, other.body()]).toEqual([
      409,
      expect.objectContaining({ code: 'ALREADY_EXISTS', field: 'header:Idempotency-Key' }),
    ]);
    const long = await again({ headers: { ...sent?.headers, 'idempotency-key': 'k'.repeat(65) } });
    expect([long.status, long.body()['field']]).toEqual([400, 'header:Idempotency-Key']);
  });
}
