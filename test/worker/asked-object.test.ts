import { expect, test } from 'vitest';
import { shardOfBlock } from '../../src/core/number-shard.ts';
import { blockOf, type PhoneNumber } from '../../src/core/phone-number.ts';
import { askedObject, isForNumbers } from '../../src/worker/asked-object.ts';

const number = 999_123_456_789;
const own = { shard: shardOfBlock(blockOf(number as PhoneNumber), 16) };
const lookup = { method: 'POST', pathname: '/v1/lookup', authorization: 'Bearer one' };

test.for([
  ['a lookup goes to the object that has the number', lookup, `{"phoneNumber":"+${number}"}`, 16, own],
  ['of one shard all goes to the directory', lookup, `{"phoneNumber":"+${number}"}`, 1, 'DIRECTORY'],
  ['no JSON', lookup, '{"phoneNumber":', 16, 'DIRECTORY'],
  ['no object', lookup, 'null', 16, 'DIRECTORY'],
  ['no number', lookup, '{}', 16, 'DIRECTORY'],
  ['a number that is none', lookup, '{"phoneNumber":"0123"}', 16, 'DIRECTORY'],
  ['a number that is no text', lookup, `{"phoneNumber":${number}}`, 16, 'DIRECTORY'],
  ['a body that was too long to be read', lookup, undefined, 16, 'DIRECTORY'],
  ['another method', { ...lookup, method: 'GET' }, undefined, 16, 'DIRECTORY'],
  ['another path', { ...lookup, pathname: '/v1/lookup/' }, `{"phoneNumber":"+${number}"}`, 16, 'DIRECTORY'],
] as const)('%s', ([_, request, body, shards, expected]) => {
  expect(askedObject(request, body, shards)).toEqual(expected);
});

test('batches of one organisation go to one object whatever token it shows, those of many to all', () => {
  const batchOf = (authorization: string) =>
    askedObject({ ...lookup, pathname: '/v1/lookup/batch', authorization }, undefined, 16);
  const tokenOf = (claims: object) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;
  const shown = Array.from({ length: 50 }, (_, jti) => `Bearer ${tokenOf({ client_id: 'caller-ÿ', jti })}`);
  const places = [...shown, ...shown.map((one) => one.replace('Bearer', 'bearer'))].map(batchOf);
  expect(new Set(places.map((place) => JSON.stringify(place))).size).toBe(1);
  const asked = Array.from({ length: 500 }, (_, at) => batchOf(`Bearer ${tokenOf({ client_id: `client-${at}` })}`));
  expect(new Set(asked.map((place) => JSON.stringify(place))).size).toBe(16);
});

test.for(['', 'Bearer one', 'Bearer a.b.c', 'Bearer h.bnVsbA.s', 'Bearer h.e30.s', `Bearer ${'.'.repeat(9_000)}`])(
  'what is no token of ours goes somewhere: %s',
  (authorization) => {
    const asked = askedObject({ ...lookup, pathname: '/v1/lookup/batch', authorization }, undefined, 16);
    expect(asked).toHaveProperty('shard');
  },
);

test.for([
  ['POST', '/v1/lookup', true],
  ['POST', '/v1/lookup/batch', true],
  ['GET', '/v1/lookup', false],
  ['POST', '/v1/lookup/', false],
  ['POST', '/v1/organisations', false],
  ['POST', '/oauth/token', false],
] as const)('an object of numbers answers %s %s: %s', ([method, pathname, expected]) => {
  expect(isForNumbers({ method, pathname })).toBe(expected);
});
