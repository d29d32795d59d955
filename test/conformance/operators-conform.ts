import { expect, test } from 'vitest';
import { type Country, decisionOn, eventually, question, sender } from './country.ts';
import { reportOn, verified } from './receipts.ts';

interface Keys {
  readonly keys: readonly { readonly kid: string; readonly status: string }[];
}

/** What the operator does, and whom it binds. */
export function describeOperators(country: () => Country): void {
  const keys = async () => (await country().operator.ask('GET', '/v1/signing-keys')).body<Keys>().keys;
  const withStatus = async (status: string) => (await keys()).find((key) => key.status === status)?.kid;
  const rotate = () => country().operator.ask('POST', '/v1/signing-keys/rotate', { body: { force: true } });
  const lookedUp = async () => {
    const body = { ...question, phoneNumber: country().phoneNumber() };
    return (await country().callCentre.ask('POST', '/v1/lookup', { body })).body<{ receipt: string }>().receipt;
  };
  const kidOf = (jws: string) =>
    (JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString()) as { kid: string }).kid;

  test('keys are rotated: the next one signs at once, what the last one signed stays good, tokens too', async () => {
    const before = await lookedUp();
    expect(kidOf(before)).toBe(await withStatus('CURRENT'));
    const next = await withStatus('NEXT');
    expect((await rotate()).status).toBe(200);
    expect(await withStatus('CURRENT')).toBe(next);
    const after = await lookedUp();
    expect(kidOf(after)).toBe(next);
    for (const receipt of [before, after]) {
      await verified(country(), receipt);
      expect(await reportOn(country(), { receipt })).toMatchObject({ outcome: 'VALID' });
    }
  });

  test('a retired key that is known to others is marked, and what it signed is worth nothing', async () => {
    const receipt = await lookedUp();
    await rotate();
    const body = { kid: kidOf(receipt) };
    const marked = await country().operator.ask('POST', '/v1/signing-keys/mark-compromised', { body });
    expect(marked.status).toBe(200);
    // Tokens of that key are worth nothing either: those of the country are given anew.
    const report = await country().nobody('POST', '/v1/receipts/verify', { body: { receipt } });
    expect(report.body()).toMatchObject({ outcome: 'KEY_COMPROMISED' });
    const published = (await country().nobody('GET', '/.well-known/jwks.json')).body<Keys>();
    expect(published.keys.find(({ kid }) => kid === body.kid)).toMatchObject({ status: 'COMPROMISED' });
  });

  test('changes of organisations of one state that come at once: one is made', async () => {
    const { client } = await country().admit('BRAND');
    const { ask } = country().operator;
    const path = `/v1/organisations/${client.clientId}`;
    const headers = { 'if-match': (await ask('GET', path)).headers.get('etag') ?? '' };
    const change = (name: string) => ask('PATCH', path, { body: { name }, headers });
    const statuses = (await Promise.all([change('One'), change('Two'), change('Three')])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 412, 412]);
  });

  test('pages of organisations hold each once', async () => {
    const { ask } = country().operator;
    const found: string[] = [];
    for (let after: string | undefined = ''; after !== undefined; ) {
      const page = await ask('GET', `/v1/organisations?limit=7${after === '' ? '' : `&after=${after}`}`);
      const { organisations, next } = page.body<{
        organisations: readonly { organisationId: string }[];
        next?: string;
      }>();
      found.push(...organisations.map(({ organisationId }) => organisationId));
      after = next;
    }
    expect(found).toEqual([...new Set(found)].sort());
    expect(found).toContain(country().callCentre.client.clientId);
  });

  test('an agent’s leave binds from the next question on, and its end too', async () => {
    const { operator, reseller, brand } = country();
    const identity = { senderId: 'LEAVE', kind: 'HEADER', brand: brand.client.clientId, categories: ['FIN_CREDIT'] };
    await operator.ask('POST', '/v1/sender-identities', { body: identity });
    const phoneNumber = country().phoneNumber();
    const reason = async () => {
      const body = { ...question, phoneNumber, sender: 'LEAVE' };
      return (await reseller.ask('POST', '/v1/lookup', { body })).body()['reason'];
    };
    expect(await reason()).toBe('SENDER_UNKNOWN');
    const body = { organisationId: reseller.client.clientId };
    await operator.ask('POST', '/v1/sender-identities/LEAVE/agents', { body });
    expect(await reason()).toBe('DEFAULT');
    await operator.ask('DELETE', `/v1/sender-identities/LEAVE/agents/${body.organisationId}`);
    expect(await reason()).toBe('SENDER_UNKNOWN');
  });

  test('whoever asks for a planted number is signalled, and nobody else', async () => {
    const { operator } = country();
    const phoneNumber = country().phoneNumber();
    const planted = await operator.ask('POST', '/v1/canary-numbers', { body: { phoneNumbers: [phoneNumber] } });
    expect(planted.body()).toMatchObject({ planted: 1 });
    const asker = await country().admit('CALL_CENTRE');
    const body = { organisationId: asker.client.clientId };
    await operator.ask('POST', `/v1/sender-identities/${sender}/agents`, { body });
    await asker.ask('POST', '/v1/lookup', { body: { ...question, phoneNumber } });
    await eventually(async () => {
      const signals = await operator.ask('GET', '/v1/abuse-signals?limit=100');
      type Signal = { readonly organisationId?: string; readonly kind: string };
      const { abuseSignals } = signals.body<{ abuseSignals: readonly Signal[] }>();
      const ofAsker = abuseSignals.filter(({ organisationId }) => organisationId === body.organisationId);
      expect(ofAsker.map(({ kind }) => kind)).toEqual(['CANARY']);
    });
    const listed = await operator.ask('GET', '/v1/canary-numbers');
    expect(listed.text).not.toContain(phoneNumber.slice(1));
    expect(listed.text).toContain(phoneNumber.slice(-2));
    const removed = await operator.ask('POST', '/v1/canary-numbers/remove', { body: { phoneNumbers: [phoneNumber] } });
    expect(removed.body()).toEqual({ removed: 1 });
  });

  test('the status counts what there is', async () => {
    interface Status {
      readonly organisations: { readonly ACTIVE: number };
    }
    const status = (await country().operator.ask('GET', '/v1/status')).body<Status>();
    expect(status).toMatchObject({ policy: 'CN-2026.1', position: expect.stringMatching(/^log:\d+/) });
    expect(status.organisations.ACTIVE).toBeGreaterThan(8);
    const [decision] = await decisionOn(country(), country().phoneNumber());
    expect(decision).toBe('ALLOW');
  });
}
