import { inPlan, zonesOf } from '../numbering-plan.ts';
import { blockOf, type PhoneNumber } from '../phone-number.ts';
import type { Policy } from '../policy.ts';
import { type RegionId, regionOf } from '../regions/regions.ts';

/** Digits that are tried behind each prefix of the plan. */
const triedDigits = 2;
const triesMax = 20_000;

/**
 * A number of each region, for what depends on where a number lies: its zones. Of a region with several sets of zones
 * one of the set that most of its prefixes have; of a region where no prefix is found, one with the country's own.
 */
export function numbersOfRegions(policy: Policy, regions: readonly RegionId[]): ReadonlyMap<RegionId, PhoneNumber> {
  const found = new Map<RegionId, Map<string, { number: PhoneNumber; tries: number }>>();
  const everywhere = new Map<string, { number: PhoneNumber; tries: number }>();
  for (const number of triedNumbers(policy)) {
    const zones = zonesOf(policy, number).join(' ');
    const region = regionOf(blockOf(number));
    const sets = found.get(region) ?? new Map<string, { number: PhoneNumber; tries: number }>();
    found.set(region, sets);
    for (const counted of [sets, everywhere]) {
      const set = counted.get(zones) ?? { number, tries: 0 };
      set.tries += 1;
      counted.set(zones, set);
    }
  }
  const usual = everywhere.get(policy.defaultZones.join(' '))?.number ?? mostTried(everywhere);
  return new Map(regions.map((region) => [region, mostTried(found.get(region) ?? new Map()) ?? usual ?? noNumber]));
}

/** It lies in no plan, and in the country's own zones. */
const noNumber = 10_000 as PhoneNumber;

function mostTried(sets: ReadonlyMap<string, { readonly number: PhoneNumber; readonly tries: number }>) {
  return [...sets.values()].sort((a, b) => b.tries - a.tries)[0]?.number;
}

/** The prefixes of the zones as they are, those of the plan with all that can follow next. */
function* triedNumbers(policy: Policy): Generator<PhoneNumber> {
  const lengths = [...new Set(policy.plan.flatMap(({ digits }) => digits))];
  const tails = Array.from({ length: 10 ** triedDigits }, (_, tail) => String(tail).padStart(triedDigits, '0'));
  const starts = [
    ...policy.zonePrefixes.flatMap(({ prefixes }) => prefixes),
    ...policy.plan.flatMap(({ prefixes }) => prefixes.flatMap((prefix) => tails.map((tail) => prefix + tail))),
  ];
  for (const start of starts.slice(0, triesMax)) {
    const number = lengths.map((length) => padded(start, length)).find((one) => inPlan(policy, one));
    if (number !== undefined) yield number;
  }
}

/** With twos up to the length: numbers of most countries may go on so. */
function padded(start: string, length: number): PhoneNumber {
  return Number(start.slice(0, length).padEnd(length, '2')) as PhoneNumber;
}
