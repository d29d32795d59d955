import { expect, test } from 'vitest';
import { unknownState } from '../../src/core/number-record.ts';
import { canonicalJson, stateJson } from '../../src/storage/canonical.ts';
import { entryBytes, leafHash, leafHasher, rowText } from '../../src/storage/leaf-hash.ts';
import { sha256 } from '../../src/storage/sqlite/sha256.ts';
import { noVoice, numberOf, policySet, preferencesSet } from './made-up.ts';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test('an entry is a JSON array of fixed order, what is absent null, keys sorted', () => {
  const preferences =
    '{"base":"LAW","categories":{},"cells":[],"channels":{"VOICE":"REFUSE"},"refusedBands":[],"refusedDayTypes":[]}';
  expect(text(entryBytes(7, preferencesSet(5, 3, noVoice)))).toBe(
    `["NUMBER",7,8613900000005,3,1767312000000,"subscriber",null,"API","OTP",{"kind":"PREFERENCES_SET","preferences":${preferences}}]`,
  );
  expect(text(entryBytes(8, { ...policySet(0, 'CN-2026.1'), agent: 'clerk 7' }))).toBe(
    '["ENTITY",8,"POLICY","current",0,1767312000000,"operator:console","clerk 7","CLI",{"document":{"policyId":"CN-2026.1"},"kind":"POLICY_SET"}]',
  );
  const imported = { block: 861390000, batchId: 'b1', at: 5, actor: 'x', rows: 2, rowsRoot: Uint8Array.of(1, 255) };
  expect(text(entryBytes(9, imported))).toBe('["BLOCK",9,861390000,"b1",5,"x",2,"01ff"]');
  expect(rowText(numberOf(5), '{}')).toBe('["ROW",8613900000005,{}]');
});

test('the leaf is SHA-256 of zero, salt and bytes', () => {
  const salt = Uint8Array.of(9, 9);
  const bytes = Uint8Array.of(1, 2, 3);
  expect(leafHash(sha256, salt, bytes)).toEqual(sha256(Uint8Array.of(0, 9, 9, 1, 2, 3)));
});

test('one buffer for many leaves gives each the same hash as a buffer of its own', () => {
  const leafOf = leafHasher(sha256);
  const salt = Uint8Array.of(9, 9);
  for (const row of ['a', 'ü'.repeat(3_000), '', '文'.repeat(20_000), 'b']) {
    expect(leafOf(salt, row)).toEqual(leafHash(sha256, salt, new TextEncoder().encode(row)));
  }
});

test('canonical JSON does not depend on the order of keys or on what is undefined', () => {
  expect(canonicalJson({ b: [1, { d: 2, c: undefined }], a: 'ü"' })).toBe('{"a":"ü\\"","b":[1,{"d":2}]}');
  expect(canonicalJson({ a: 'ü"', x: undefined, b: [1, { d: 2 }] })).toBe(canonicalJson({ b: [1, { d: 2 }], a: 'ü"' }));
});

test('a state’s text differs with each of its parts', () => {
  const texts = [
    stateJson(unknownState),
    stateJson({ ...unknownState, preferences: noVoice }),
    stateJson({ ...unknownState, service: 'QUARANTINED' }),
    stateJson({ ...unknownState, hasDetail: true }),
  ];
  expect(new Set(texts).size).toBe(4);
});
