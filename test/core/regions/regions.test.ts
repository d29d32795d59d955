import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Block, blockOf, parsePhoneNumber } from '../../../src/core/phone-number.ts';
import { policies } from '../../../src/core/policies/policies.ts';
import type { Policy } from '../../../src/core/policy.ts';
import { findRegionIn, noRegion } from '../../../src/core/regions/region-runs.ts';
import { regionOf, regionsOf, statisticalZone, unknownRegion } from '../../../src/core/regions/regions.ts';
import { generatedFiles } from './generate-regions.ts';
import { placesOf } from './places.ts';

const jurisdictions = Object.values(policies);

function blockOfText(text: string): Block {
  const number = parsePhoneNumber(text);
  if (number === undefined) throw new Error(`${text} is no number`);
  return blockOf(number);
}

test.for(generatedFiles)('$path is what the generator makes', ({ path, text }) => {
  expect(readFileSync(path, 'utf8')).toBe(text());
});

test.for([
  ['+8613800138000', 'CN-BJ'],
  ['+861012345678', 'CN-BJ'],
  ['+862012345678', 'CN-GD'],
  ['+8675512345678', 'CN-GD'],
  // Seven digits after the area code: the block is named by one digit less.
  ['+864711234567', 'CN-NM'],
  ['+8619912345678', unknownRegion],
  ['+911123456789', 'IN-DL'],
  ['+911242345678', 'IN-DL'],
  ['+911202345678', 'IN-DL'],
  ['+912222345678', 'IN-MU'],
  ['+912512345678', 'IN-MU'],
  ['+912022345678', 'IN-MH'],
  ['+913322345678', 'IN-KO'],
  ['+913532345678', 'IN-WB'],
  ['+915222345678', 'IN-UE'],
  ['+915842234567', 'IN-UE'],
  ['+915812345678', 'IN-UW'],
  ['+915692234567', 'IN-UE'],
  ['+915672234567', 'IN-UW'],
  ['+911352345678', 'IN-UW'],
  ['+914842345678', 'IN-KL'],
  ['+919876543210', unknownRegion],
  // A fixed line of Kalamb, or a mobile of anywhere.
  ['+917201234567', unknownRegion],
  ['+12015550123', 'US-NJ'],
  ['+12125550123', 'US-NY'],
  ['+13605550123', 'US-WA'],
  ['+12025550123', 'US-DC'],
  ['+17875550123', 'US-PR'],
  ['+16715550123', 'US-GU'],
  ['+14165550123', unknownRegion],
  ['+18765550123', unknownRegion],
  ['+18005550123', unknownRegion],
  ['+34911234567', 'ES-M'],
  ['+34928123456', 'ES-GC'],
  ['+34969061234', 'ES-CU'],
  ['+34612345678', unknownRegion],
  ['+442079460123', unknownRegion],
  ['+12345', unknownRegion],
] as const)('%s was issued in %s', ([number, region]) => {
  expect(regionOf(blockOfText(number))).toBe(region);
});

test('what libphonenumber says of the longest prefix is what is said of the block', () => {
  const provinces = new Map(regionsOf('86').map(({ id, names }) => [names['en'], id]));
  const places = new Map(placesOf('86'));
  const modelled = (digits: string): string => {
    for (let length = digits.length - 4; length > 0; length--) {
      const place = places.get(digits.slice(0, length));
      if (place !== undefined) return provinces.get(place.split(', ').at(-1)) ?? 'no name';
    }
    return unknownRegion;
  };
  const mobile = fc.integer({ min: 13_000_000_000, max: 19_999_999_999 });
  const fixed = fc.integer({ min: 3_000_000_000, max: 9_999_999_999 });
  fc.assert(
    fc.property(fc.oneof(mobile, fixed), (national) => {
      expect(regionOf(blockOfText(`+86${national}`))).toBe(modelled(String(national)));
    }),
    { numRuns: 5_000 },
  );
});

test('a block lies where its neighbours in the run do, on both sides of each end', () => {
  const find = findRegionIn({ ids: 'X Y', lines: `\n100:AB2${noRegion}3B\n200:A5\n205:B\n` });
  const told = Array.from({ length: 12 }, (_, at) => find(98 + at));
  expect(told).toEqual([-1, -1, 0, 1, 1, -1, -1, -1, 1, -1, -1, -1]);
  expect([199, 200, 204, 205, 206, 0, 4_000_000_000].map(find)).toEqual([-1, 0, 0, 1, -1, -1, -1]);
});

test.for(jurisdictions)('every region of $id has a name in each of its languages, and blocks', (policy) => {
  const regions = regionsOf(policy.countryCallingCode);
  expect(regions.map(({ id }) => id)).toEqual([...new Set(regions.map(({ id }) => id))].sort());
  for (const { id, names } of regions) {
    expect(Object.keys(names), id).toEqual(policy.languages);
    expect(Object.values(names).filter((name) => name === '' || name === id)).toEqual([]);
  }
  for (const language of policy.languages) {
    expect(new Set(regions.map(({ names }) => names[language])).size).toBe(regions.length);
  }
  const found = new Set(blocksByRegion(policy).keys());
  expect(regions.map(({ id }) => id).filter((id) => !found.has(id))).toEqual([]);
  expect([...found].filter((id) => id !== unknownRegion && !regions.some((region) => region.id === id))).toEqual([]);
});

test.for([
  ['CN', 8_510_000, 4_315_117, 31],
  ['IN', 900_000, 352_300, 22],
  ['ES', 40_000, 15_199, 50],
  ['US', 365_000, 365_000, 56],
] as const)('of the plan of %s, %d blocks, %d have a region, of %d', ([id, all, known, regions]) => {
  const policy = policies[id] as Policy;
  const counts = new Map(blocksByRegion(policy));
  const unknown = counts.get(unknownRegion) ?? 0;
  counts.delete(unknownRegion);
  expect([[...counts.values()].reduce((sum, count) => sum + count, unknown), counts.size]).toEqual([all, regions]);
  expect(all - unknown).toBe(known);
});

const countsByPolicy = new Map<Policy, ReadonlyMap<string, number>>();

/** How many blocks of a policy's plan lie in each region. */
function blocksByRegion(policy: Policy): ReadonlyMap<string, number> {
  const counts = new Map(countsByPolicy.get(policy));
  if (counts.size > 0) return counts;
  countsByPolicy.set(policy, counts);
  for (const { prefixes, digits } of policy.plan) {
    for (const prefix of prefixes) {
      for (const length of digits) count(Number(prefix), 10 ** (length - 4 - prefix.length));
    }
  }
  function count(prefix: number, blocks: number): void {
    for (let at = 0; at < blocks; at++) {
      const region = regionOf(prefix * blocks + at);
      counts.set(region, (counts.get(region) ?? 0) + 1);
    }
  }
  return counts;
}

test('days are counted by the civil zone of the country, whatever the block', () => {
  expect(
    ['+8613800138000', '+919876543210', '+34612345678', '+18085550123', '+442079460123']
      .map(blockOfText)
      .map(statisticalZone),
  ).toEqual(['Asia/Shanghai', 'Asia/Kolkata', 'Europe/Madrid', 'America/New_York', 'UTC']);
});
