import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonElements, jsonMembers, membersMax } from '../../src/receipts/json-members.ts';

/** A JSON text with a `results` member, and that member's text as it was written. */
const sliced = (text: string, name: string) => {
  const span = jsonMembers(text)?.get(name);
  return span === undefined ? undefined : text.slice(span.start, span.end);
};

test.each([
  ['as written by JSON.stringify', '{"a":1,"results":[1,2],"b":2}', '[1,2]'],
  ['with spaces kept', '{ "results" : [ 1 , 2 ] , "b":2 }', '[ 1 , 2 ]'],
  ['over several lines', '{\n\t"results":\r\n[\n1\n]\n}', '[\n1\n]'],
  [
    'with brackets and quotes in strings',
    String.raw`{"a":"]}\"","results":["]","\"[","\\"],"b":"{"}`,
    String.raw`["]","\"[","\\"]`,
  ],
  ['not one of the same name deeper down', '{"a":{"results":[0]},"results":[1]}', '[1]'],
  ['by a name that is written with an escape', String.raw`{"result\u0073":[1]}`, '[1]'],
  ['of a number', '{"results":-1.5E+3}', '-1.5E+3'],
  ['of a literal', '{"results":null }', 'null'],
  ['not in an empty object', '{ }', undefined],
])('a member is found %s', (_, text, results) => {
  expect(sliced(text, 'results')).toBe(results);
});

test.each([
  ['a name given twice', '{"results":[1],"results":[2]}'],
  ['a name given twice, once with an escape', String.raw`{"results":[1],"result\u0073":[2]}`],
  ['an array', '[1]'],
  ['null', 'null'],
  ['broken JSON', '{"results":[1}'],
  ['two objects', '{}{}'],
  ['nothing', ''],
])('no members are told of %s', (_, text) => {
  expect(jsonMembers(text)).toBeUndefined();
});

test('no members are told of an object with more than any answer of ours has', () => {
  const withMembers = (count: number) =>
    JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, at) => [`m${at}`, 1])));
  expect(jsonMembers(withMembers(membersMax))?.size).toBe(membersMax);
  expect(jsonMembers(withMembers(membersMax + 1))).toBeUndefined();
});

test('of any object, in any layout, every member is found as it was written', () => {
  const objects = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(
    fc.property(objects, fc.constantFrom(undefined, 1, '\t'), (object, space) => {
      const text = JSON.stringify(object, undefined, space);
      const members = jsonMembers(text);
      expect([...(members?.keys() ?? [])]).toEqual(Object.keys(JSON.parse(text)));
      for (const [name, value] of Object.entries(JSON.parse(text))) {
        expect(JSON.parse(sliced(text, name) ?? '')).toEqual(value);
        if (space === undefined) expect(sliced(text, name)).toBe(JSON.stringify(value));
      }
    }),
  );
});

const elementsOf = (text: string, max = 10) => jsonElements(text, max)?.map(({ start, end }) => text.slice(start, end));

test.each([
  ['as written by JSON.stringify', '[{"a":1},{"b":[2]}]', ['{"a":1}', '{"b":[2]}']],
  ['with their own spaces, not those between', ' [ { "a" : 1 } ,\n{}\t] ', ['{ "a" : 1 }', '{}']],
  ['with brackets and quotes in strings', String.raw`[{"]},{\"":"\\"},"],"]`, [String.raw`{"]},{\"":"\\"}`, '"],"']],
  ['of any kind', '[1,-2.5e3,null,[[]],"x"]', ['1', '-2.5e3', 'null', '[[]]', '"x"']],
  ['none of an empty array', '[ ]', []],
])('elements are found %s', (_, text, elements) => {
  expect(elementsOf(text)).toEqual(elements);
});

test.each(['{}', 'null', '', '[1', '[1]]', '[1,]'])('no elements are told of %j', (text) => {
  expect(elementsOf(text)).toBeUndefined();
});

test('no elements are told of an array with more than are asked for', () => {
  expect(elementsOf('[1,2,3]', 3)).toHaveLength(3);
  expect(elementsOf('[1,2,3]', 2)).toBeUndefined();
});

test('of any array, in any layout, every element is found as it was written', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.constantFrom(undefined, 1, '\t'), (array, space) => {
      const elements = elementsOf(JSON.stringify(array, undefined, space), array.length);
      expect(elements?.map((text) => JSON.stringify(JSON.parse(text)))).toEqual(
        array.map((one) => JSON.stringify(one)),
      );
    }),
  );
});
