import { describe, expect, test } from 'vitest';
import { senderStanding } from '../../../src/core/sender-identity.ts';
import { dayMs, formatInstant, hourMs } from '../../../src/core/time.ts';
import { authoriseAgent } from '../../../src/registry/organisations/authorise-agent.ts';
import { changeSenderIdentity } from '../../../src/registry/organisations/change-sender-identity.ts';
import {
  type RegisterSenderIdentityInput,
  registerSenderIdentity,
} from '../../../src/registry/organisations/register-sender-identity.ts';
import { withdrawAgent } from '../../../src/registry/organisations/withdraw-agent.ts';
import { memoryRegistry, setOrganisation } from '../memory-registry.ts';

const identity: RegisterSenderIdentityInput = {
  senderId: '【示例】',
  kind: 'SIGNATURE',
  brand: 'brand-1',
  categories: ['FIN_CREDIT'],
};

async function withBrand() {
  const memory = await memoryRegistry();
  const { registry } = memory;
  const operator = await setOrganisation(registry, 'operator-1', { role: 'OPERATOR' });
  const brand = await setOrganisation(registry, 'brand-1');
  await setOrganisation(registry, 'centre-1', { role: 'CALL_CENTRE' });
  const standing = (organisationId: string) =>
    senderStanding(
      registry.directory.senderIdentity(identity.senderId)?.document,
      organisationId,
      'FIN_CREDIT',
      registry.now(),
    );
  return { ...memory, operator, brand, standing };
}

test('a brand’s identity is its own at the next lookup, and nobody else’s', async () => {
  const { registry, operator, standing } = await withBrand();
  expect(standing('brand-1')).toBe('UNKNOWN');
  await registerSenderIdentity(registry, operator, identity);
  expect(standing('brand-1')).toBe('AUTHORISED');
  expect(standing('centre-1')).toBe('UNKNOWN');
});

test('an agent sends from the first to before the last instant of its leave', async () => {
  const { registry, clock, operator, standing } = await withBrand();
  const from = formatInstant(clock.at + hourMs);
  const until = formatInstant(clock.at + 2 * hourMs);
  await registerSenderIdentity(registry, operator, {
    ...identity,
    agents: [{ organisationId: 'centre-1', from, until }],
  });
  expect(standing('centre-1')).toBe('UNKNOWN');
  clock.at += hourMs;
  expect(standing('centre-1')).toBe('AUTHORISED');
  clock.at += hourMs;
  expect(standing('centre-1')).toBe('UNKNOWN');
});

test('an agent is authorised once, withdrawn, and authorised again', async () => {
  const { registry, operator, standing } = await withBrand();
  await registerSenderIdentity(registry, operator, identity);
  const agent = { senderId: identity.senderId, organisationId: 'centre-1' };
  await authoriseAgent(registry, operator, agent);
  expect(standing('centre-1')).toBe('AUTHORISED');
  await expect(authoriseAgent(registry, operator, agent)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  await withdrawAgent(registry, operator, agent);
  expect(standing('centre-1')).toBe('UNKNOWN');
  await expect(withdrawAgent(registry, operator, agent)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await authoriseAgent(registry, operator, agent);
  expect(standing('centre-1')).toBe('AUTHORISED');
});

test('a leave that has ended is replaced by the next one', async () => {
  const { registry, clock, operator } = await withBrand();
  await registerSenderIdentity(registry, operator, identity);
  const agent = { senderId: identity.senderId, organisationId: 'centre-1' };
  await authoriseAgent(registry, operator, { ...agent, until: formatInstant(clock.at + dayMs) });
  await expect(authoriseAgent(registry, operator, agent)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  clock.at += dayMs;
  const { document } = await authoriseAgent(registry, operator, agent);
  expect(document.agents).toEqual([{ organisationId: 'centre-1', from: clock.at }]);
});

test('a suspended identity is suspended for its brand at the next lookup, and for nobody once reinstated', async () => {
  const { registry, operator, standing } = await withBrand();
  const { position: expected } = await registerSenderIdentity(registry, operator, identity);
  const suspension = { senderId: identity.senderId, expected, status: 'SUSPENDED' } as const;
  await changeSenderIdentity(registry, operator, suspension);
  expect(standing('brand-1')).toBe('SUSPENDED');
  const late = changeSenderIdentity(registry, operator, suspension);
  await expect(late).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', field: 'header:If-Match' });
  await changeSenderIdentity(registry, operator, { senderId: identity.senderId, status: 'ACTIVE' });
  expect(standing('brand-1')).toBe('AUTHORISED');
});

describe('a registration is refused that', () => {
  test.each([
    ['names an unknown category', { categories: ['FIN_CREDIT', 'NO_SUCH'] }, 'INVALID_ARGUMENT', 'categories[1]'],
    ['names no category', { categories: [] }, 'INVALID_ARGUMENT', 'categories'],
    ['is of nobody’s brand', { brand: 'nobody' }, 'INCOMPATIBLE_STATE', 'brand'],
    [
      'has nobody for an agent',
      { agents: [{ organisationId: 'nobody' }] },
      'INCOMPATIBLE_STATE',
      'agents[0].organisationId',
    ],
    ['holds a control character', { senderId: 'A\nB' }, 'INVALID_ARGUMENT', 'senderId'],
    ['holds a character that turns the text', { senderId: 'A\u202eB' }, 'INVALID_ARGUMENT', 'senderId'],
    ['holds half a character', { senderId: '\ud800' }, 'INVALID_ARGUMENT', 'senderId'],
    ['ends in a space', { senderId: 'SHOP ' }, 'INVALID_ARGUMENT', 'senderId'],
    ['is too long', { senderId: '𠮷'.repeat(33) }, 'INVALID_ARGUMENT', 'senderId'],
    [
      'names an agent twice',
      { agents: [{ organisationId: 'centre-1' }, { organisationId: 'centre-1' }] },
      'INVALID_ARGUMENT',
      'agents[1].organisationId',
    ],
    [
      'ends a leave before it begins',
      { agents: [{ organisationId: 'centre-1', until: '2020-01-01T00:00:00Z' }] },
      'INVALID_ARGUMENT',
      'agents[0].until',
    ],
    [
      'gives no time for one',
      { agents: [{ organisationId: 'centre-1', from: 'soon' }] },
      'INVALID_ARGUMENT',
      'agents[0].from',
    ],
  ])('%s', async (_, terms, code, field) => {
    const { registry, operator } = await withBrand();
    const refused = registerSenderIdentity(registry, operator, { ...identity, ...terms });
    await expect(refused).rejects.toMatchObject({ code, field });
  });

  test('stands already', async () => {
    const { registry, operator } = await withBrand();
    await registerSenderIdentity(registry, operator, identity);
    const again = registerSenderIdentity(registry, operator, identity);
    await expect(again).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });
});

test('identities are the business of who manages them, the brand’s own not excepted', async () => {
  const { registry, operator, brand } = await withBrand();
  await registerSenderIdentity(registry, operator, identity);
  const { senderId } = identity;
  const denied = { code: 'PERMISSION_DENIED' };
  await expect(registerSenderIdentity(registry, brand, identity)).rejects.toMatchObject(denied);
  await expect(changeSenderIdentity(registry, brand, { senderId })).rejects.toMatchObject(denied);
  await expect(authoriseAgent(registry, brand, { senderId, organisationId: 'centre-1' })).rejects.toMatchObject(denied);
  await expect(withdrawAgent(registry, brand, { senderId, organisationId: 'centre-1' })).rejects.toMatchObject(denied);
});
