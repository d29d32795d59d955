import type { Position } from '../core/change.ts';
import { numbersPerBlock } from '../core/phone-number.ts';
import { PackedPlaces, type PlaceBits, placeBitsFor, placesBytes } from './packed-places.ts';
import type { StateId } from './store.ts';

/** A block's image, its parts where they stand. */
export interface ImageForm {
  /** Where the palette begins. */
  readonly palette: number;
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

/** Of an image that is all of the bytes, or lies there among others. Throws where the bytes are no image. */
export function imageForm(image: Uint8Array, start: number = 0, end: number = image.length): ImageForm {
  const format = end - start < headerBytes ? 0 : image[start];
  if (format !== formatByte && format !== formerFormatByte) throw new Error('not a block image');
  const bits = ((image[start + 1] as number) * (format === formatByte ? 1 : 8)) as PlaceBits;
  const paletteSize = shortAt(image, start + 2);
  const stored = shortAt(image, start + 4);
  const pairs = stored === densePairs ? undefined : stored;
  const palette = start + headerBytes;
  const body = palette + paletteSize * 4;
  const placesAt = body + (pairs ?? 0) * 2;
  if (!placeBits.includes(bits) || end !== placesAt + placesBytes(pairs ?? numbersPerBlock, bits)) {
    throw new Error('a block image of the wrong length');
  }
  return { palette, paletteSize, pairs, body, places: new PackedPlaces(bits, image, placesAt) };
}

/** The log position that an image reflects. */
export function positionOf(image: Uint8Array): Position {
  return new DataView(image.buffer, image.byteOffset, image.byteLength).getFloat64(8, true);
}

/** The state at a place of the palette, counted from 1. */
export function stateAtPlace(image: Uint8Array, { palette }: ImageForm, place: number): StateId {
  const at = palette + (place - 1) * 4;
  return shortAt(image, at) + shortAt(image, at + 2) * 2 ** 16;
}

export function offsetOfPair(image: Uint8Array, { body }: ImageForm, pair: number): number {
  return shortAt(image, body + pair * 2);
}

function shortAt(image: Uint8Array, at: number): number {
  return (image[at] as number) | ((image[at + 1] as number) << 8);
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
  const places = new PackedPlaces(bits, image, placesAt);
  for (let pair = 0; pair < pairs; pair++) {
    const offset = rows[pair * 2] as number;
    if (!dense) view.setUint16(body + pair * 2, offset, true);
    places.set(dense ? offset : pair, rows[pair * 2 + 1] as number);
  }
  return image;
}
