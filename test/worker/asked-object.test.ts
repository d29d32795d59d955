import { expect, test } from 'vitest';
import { shardOfBlock } from '../../src/core/number-shard.ts';
import { blockOf, type PhoneNumber } from '../../src/core/phone-number.ts';
import { askedObject } from '../../src/worker/asked-object.ts';

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

test('batches of one token go to one object, those of many tokens to all', () => {
  const batchOf = (token: string) =>
    askedObject({ ...lookup, pathname: '/v1/lookup/batch', authorization: token }, undefined, 16);
  expect(batchOf('Bearer one')).toEqual(batchOf('Bearer one'));
  const asked = Array.from({ length: 500 }, (_, token) => JSON.stringify(batchOf(`Bearer ${token}`)));
  expect(new Set(asked).size).toBe(16);
});
