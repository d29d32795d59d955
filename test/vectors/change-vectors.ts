import { createHash } from 'node:crypto';
import { noPreferences } from '../../src/core/preferences.ts';
import { type ChangeReceiptFacts, changeReceipt } from '../../src/receipts/change-receipt.ts';
import { entryBytes, leafHash } from '../../src/storage/leaf-hash.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
const salt = sha256(Buffer.from('the salt of the vectors')).subarray(0, 16);
const at = Date.UTC(2026, 4, 31, 8, 30, 0, 125);
const number = 8_613_900_000_001;
const preferences = { ...noPreferences, categories: { FIN_CREDIT: 'REFUSE' }, refusedBands: ['H21'] } as const;
const change = {
  ...{ number, follows: 17, at, actor: 'organisation:carrier-1', agent: 'clerk 7', wayIn: 'API' },
  ...{ proof: 'CARRIER_ASSERTED', event: { kind: 'PREFERENCES_SET' as const, preferences } },
} as const;
const bytes = entryBytes(42, change as unknown as Parameters<typeof entryBytes>[1]);

const facts = {
  ...{ iss: 'https://dnd.example', iat: Date.UTC(2026, 5, 1) / 1_000, phoneNumber: `+${number}`, position: 'log:42' },
  ...{ follows: 'log:17', at, event: change.event, actor: change.actor, agent: change.agent, wayIn: 'API' as const },
  ...{ proof: 'CARRIER_ASSERTED' as const, leafHash: leafHash(sha256, salt, bytes), salt, policy: 'CN-2026.1' },
} satisfies ChangeReceiptFacts;
const imported = {
  ...{ ...facts, follows: undefined, event: { kind: 'IMPORTED' as const }, actor: 'operator', agent: undefined },
  ...{ wayIn: 'IMPORT' as const, proof: 'IMPORT' as const, salt: undefined },
} satisfies ChangeReceiptFacts;

interface Vector {
  readonly name: string;
  readonly text: string;
  readonly outcome: string;
  readonly content: string;
  readonly differing?: string[];
  readonly now?: number;
}

/** Receipts of changes: what is signed, and what may be wrong with it. */
export function changeVectors(sign: (typ: string, payload: string) => string) {
  const typ = 'dnd-change+jwt';
  const payload = changeReceipt(facts);
  const jws = sign(typ, payload);
  const beside = (members: object) => JSON.stringify({ ...members, receipt: jws });
  const altered = (members: Partial<ChangeReceiptFacts>) => sign(typ, changeReceipt({ ...facts, ...members }));
  const later = Date.UTC(2046, 0, 1);
  const differs = { outcome: 'CONTENT_DIFFERS', content: 'DIFFERS' } as const;
  const vectors: readonly Vector[] = [
    { name: 'a change', text: jws, outcome: 'VALID', content: 'NOT_GIVEN' },
    { name: 'a change twenty years later', text: jws, outcome: 'VALID', content: 'NOT_GIVEN', now: later },
    {
      name: 'a change a minute before iat',
      text: jws,
      outcome: 'NOT_YET_VALID',
      content: 'NOT_GIVEN',
      now: facts.iat * 1_000 - 60_000,
    },
    {
      name: 'a change that a list brought',
      text: sign(typ, changeReceipt(imported)),
      outcome: 'VALID',
      content: 'NOT_GIVEN',
    },
    {
      name: 'a change in the answer that carried it',
      text: beside({ position: 'log:42', event: { preferences, kind: 'PREFERENCES_SET' } }),
      outcome: 'VALID',
      content: 'MATCHES',
    },
    {
      name: 'a change in an answer that says another place',
      text: beside({ position: 'log:43' }),
      ...differs,
      differing: ['position'],
    },
    {
      name: 'a change whose entry has another leaf',
      text: altered({ proof: 'OTP' }),
      ...differs,
      differing: ['leafHash'],
    },
    {
      name: 'a change whose salt is another',
      text: altered({ salt: Buffer.from([...salt].reverse()) }),
      ...differs,
      differing: ['leafHash'],
    },
    {
      name: 'a change that says it is a receipt of an answer',
      text: sign('dnd-receipt+jwt', payload),
      outcome: 'MALFORMED',
      content: 'NOT_CHECKED',
    },
  ];
  const hex = { leafHash: Buffer.from(facts.leafHash).toString('hex'), salt: facts.salt.toString('hex') };
  return {
    vectors,
    payloads: { change: { facts: { ...facts, ...hex }, entry: Buffer.from(bytes).toString(), payload } },
  };
}
