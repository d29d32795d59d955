import type { Position } from '../core/change.ts';
import { numbersPerBlock } from '../core/phone-number.ts';
import { PackedPlaces, type PlaceBits, placeBitsFor, placesBytes } from './packed-places.ts';
import type { StateId } from './store.ts';

/** A block's image, its parts where they stand. */
export interface ImageForm {
  readonly position: Position;
  /** How many states; the first four bytes each stand behind the header. */
  readonly paletteSize: number;
  /** Known numbers, of an image that has pairs; undefined where it is dense. */
  readonly pairs: number | undefined;
  /** Where the offsets of pairs begin, or else the places; after them the places. */
  readonly body: number;
  readonly places: PackedPlaces;
}

const formatByte = 0xd2;
/** Its second byte counts bytes of a place, not bits; all else is the same. */
const formerFormatByte = 0xd1;
const headerBytes = 16;
/** In the header's place for the number of pairs: the image is dense. */
const densePairs = 0xffff;
const placeBits: readonly number[] = [1, 2, 4, 8, 16];

/** Throws where the bytes are no image. */
export function imageForm(image: Uint8Array): ImageForm {
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const format = image.length < headerBytes ? 0 : view.getUint8(0);
  if (format !== formatByte && format !== formerFormatByte) throw new Error('not a block image');
  const bits = (view.getUint8(1) * (format === formatByte ? 1 : 8)) as PlaceBits;
  const paletteSize = view.getUint16(2, true);
  const stored = view.getUint16(4, true);
  const pairs = stored === densePairs ? undefined : stored;
  const body = headerBytes + paletteSize * 4;
  const placesAt = body + (pairs ?? 0) * 2;
  if (!placeBits.includes(bits) || image.length !== placesAt + placesBytes(pairs ?? numbersPerBlock, bits)) {
    throw new Error('a block image of the wrong length');
  }
  const places = new PackedPlaces(bits, image.subarray(placesAt));
  return { position: view.getFloat64(8, true), paletteSize, pairs, body, places };
}

/** The state at a place of the palette, counted from 1. */
export function stateAtPlace(image: Uint8Array, place: number): StateId {
  const at = headerBytes + (place - 1) * 4;
  const [first, second, third, fourth] = [image[at], image[at + 1], image[at + 2], image[at + 3]] as [
    number,
    number,
    number,
    number,
  ];
  return (first | (second << 8) | (third << 16) | (fourth << 24)) >>> 0;
}

export function offsetOfPair(image: Uint8Array, { body }: ImageForm, pair: number): number {
  return (image[body + pair * 2] as number) | ((image[body + pair * 2 + 1] as number) << 8);
}

/** `rows`: offset and place of each known number, in turn, by offset; places are those in `palette`, from 1. */
export function encodedImage(position: Position, palette: readonly StateId[], rows: readonly number[]): Uint8Array {
  const bits = placeBitsFor(palette.length);
  const pairs = rows.length / 2;
  const dense = placesBytes(numbersPerBlock, bits) <= pairs * 2 + placesBytes(pairs, bits);
  const body = headerBytes + palette.length * 4;
  const placesAt = dense ? body : body + pairs * 2;
  const image = new Uint8Array(placesAt + placesBytes(dense ? numbersPerBlock : pairs, bits));
  const view = new DataView(image.buffer);
  view.setUint8(0, formatByte);
  view.setUint8(1, bits);
  view.setUint16(2, palette.length, true);
  view.setUint16(4, dense ? densePairs : pairs, true);
  view.setFloat64(8, position, true);
  for (const [at, state] of palette.entries()) view.setUint32(headerBytes + at * 4, state, true);
  const places = new PackedPlaces(bits, image.subarray(placesAt));
  for (let pair = 0; pair < pairs; pair++) {
    const offset = rows[pair * 2] as number;
    if (!dense) view.setUint16(body + pair * 2, offset, true);
    places.set(dense ? offset : pair, rows[pair * 2 + 1] as number);
  }
  return image;
}
