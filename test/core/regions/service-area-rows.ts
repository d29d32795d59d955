import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { lastPart, placesOf, type RegionRows } from './places.ts';

/** Where a service area is the state, or holds it whole. */
const areaOfState = new Map(
  Object.entries({
    AP: ['Andhra Pradesh'],
    AS: ['Assam'],
    BR: ['Bihar'],
    DL: ['New Delhi'],
    GJ: ['Gujarat'],
    HP: ['Himachal Pradesh'],
    HR: ['Haryana'],
    JK: ['Jammu And Kashmir'],
    KA: ['Karnataka', 'Karnatak'],
    KL: ['Kerala', 'Lakshadweep'],
    MH: ['Maharashtra', 'Goa'],
    MP: ['Madhya Pradesh'],
    MU: ['Mumbai'],
    NE: ['Arunachal Pradesh', 'Manipur', 'Meghalaya', 'Mizoram', 'Nagaland', 'Tripura'],
    OR: ['Odisha'],
    PB: ['Punjab'],
    RJ: ['Rajasthan'],
    TN: ['Tamil Nadu'],
    UE: ['Uttar Pradesh'],
    UW: ['Uttarakhand'],
    WB: ['West Bengal', 'Andaman Islands', 'Nicobar Islands'],
  }).flatMap(([area, states]) => states.map((state) => [state, `IN-${area}`] as const)),
);

/**
 * Where a service area is not the state's: cities and what their exchanges serve (Ghaziabad and Noida 120, Gurgaon 124,
 * Faridabad 129, Navi Mumbai 215, Kalyan 251, Kolkata 33), and the west of Uttar Pradesh, which ends with the districts
 * of Pilibhit, Bareilly, Badaun, Etah, Mainpuri and Etawah.
 */
const areaOfCode: readonly (readonly [area: string, codes: readonly string[]])[] = [
  ['IN-DL', ['120', '124', '129']],
  ['IN-KO', ['33']],
  ['IN-MU', ['215', '251']],
  ['IN-UE', ['5690', '5691', '5692', '5694', '584', '585', '586', '587']],
  ['IN-UW', ['12', '13', '56', '57', '58', '59']],
];

function areaOf(prefix: string, place: string): string | undefined {
  const state = lastPart(place);
  const ofState = areaOfState.get(state);
  if (ofState === undefined) {
    // Four rows of the package name a place by a stray mark.
    if (state === '`') return undefined;
    throw new Error(`no service area is known for "${place}"`);
  }
  const ofCode = areaOfCode.find(([area, codes]) => fits(area, state) && codes.some((code) => prefix.startsWith(code)));
  return ofCode?.[0] ?? ofState;
}

function fits(area: string, state: string): boolean {
  return !['IN-UE', 'IN-UW'].includes(area) || state === 'Uttar Pradesh';
}

/** Digits after the calling code that tell fixed lines from mobiles: finer differs nowhere in libphonenumber's plan. */
const kindDigits = 5;

/**
 * By STD code. From 6 on mobiles have the same leading digits, and were issued elsewhere: there a row stands for the
 * numbers that can be fixed lines only.
 */
export function inRows(): RegionRows {
  const rows = new Map<string, string>();
  // Short prefixes come first, so a longer one has the last word.
  for (const [prefix, place] of placesOf('91')) {
    const area = areaOf(prefix, place);
    if (area === undefined) continue;
    if (prefix < '6') rows.set(`91${prefix}`, area);
    else for (const fixed of fixedLinesUnder(prefix)) rows.set(`91${fixed}`, area);
  }
  return rows;
}

function fixedLinesUnder(prefix: string): readonly string[] {
  const digits = kindDigits - prefix.length;
  const all = Array.from(
    { length: 10 ** digits },
    (_, at) => `${prefix}${String(at).padStart(digits, '0').slice(0, digits)}`,
  );
  return all.filter((five) => parsePhoneNumberFromString(`+91${five}55500`)?.getType() === 'FIXED_LINE');
}
