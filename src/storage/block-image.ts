import type { Position } from '../core/change.ts';
import { numbersPerBlock } from '../core/phone-number.ts';
import type { StateId } from './store.ts';

/** An image and the states it holds. Offsets run from 0 to 9,999; a state of 0 is an unknown number. */
export interface BlockStates {
  /** The log position that the image reflects; 0 for an empty block. `set` does not move it. */
  readonly position: Position;
  stateAt(offset: number): StateId;
  set(offset: number, state: StateId): void;
  /** Known numbers (state not 0) and their states, by offset. */
  known(): Iterable<readonly [offset: number, state: StateId]>;
  /** The image of what it holds now, as of `position`. */
  encode(position: Position): Uint8Array;
  /** What it occupies in memory, bytes: about one per number when dense, three per known number when sparse. */
  readonly byteLength: number;
}

/**
 * The stored form of a block: a header of 16 bytes, the distinct states it holds, and for each number the place of
 * its state among them (counted from 1; 0: unknown), either for all 10,000 numbers or as pairs for the known ones,
 * in one byte or, beyond 255 distinct states, in two; whichever is smallest. Little-endian throughout.
 */
export function encodeBlockImage(
  position: Position,
  states: Iterable<readonly [offset: number, state: StateId]>,
): Uint8Array {
  const block = new PaletteBlock(0);
  for (const [offset, state] of states) block.set(offset, state);
  return block.encode(position);
}

/** The states of an image, ready to be patched. Throws where the bytes are no image. */
export function decodeBlockImage(image: Uint8Array): BlockStates {
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const { position, paletteSize, pairs, width } = parseHeader(view);
  const block = new PaletteBlock(position);
  const palette = Array.from({ length: paletteSize }, (_, at) => view.getUint32(headerBytes + at * 4, true));
  const body = headerBytes + paletteSize * 4;
  if (pairs === undefined) {
    block.restoreDense(palette, readPlaces(view, body, numbersPerBlock, width));
  } else {
    block.restoreSparse(palette, readPlaces(view, body, pairs, 2), readPlaces(view, body + pairs * 2, pairs, width));
  }
  return block;
}

/** The state of one number, without decoding the image around it. Throws where the bytes are no image. */
export function stateInImage(image: Uint8Array, offset: number): StateId {
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const { paletteSize, pairs, width } = parseHeader(view);
  const body = headerBytes + paletteSize * 4;
  const at = pairs === undefined ? offset : findPair(view, body, pairs, offset);
  if (at < 0) return 0;
  const places = pairs === undefined ? body : body + pairs * 2;
  const place = width === 1 ? view.getUint8(places + at) : view.getUint16(places + at * 2, true);
  return place === 0 ? 0 : view.getUint32(headerBytes + (place - 1) * 4, true);
}

/** A block of numbers nobody has heard of. */
export function emptyBlock(): BlockStates {
  return new PaletteBlock(0);
}

const formatByte = 0xd1;
export const headerBytes = 16;
/** In the header's place for the number of pairs: the image is dense. */
const densePairs = 0xffff;
/** Past this many known numbers, pairs of three bytes are larger than one byte for each number. */
const sparsePairsMax = Math.floor(numbersPerBlock / 3);
const narrowPaletteMax = 0xff;
const widePaletteMax = 0xffff;
/** Object headers and array slack of one decoded block, as measured on V8 64 bit. */
const overheadBytes = 320;

type Places = Uint8Array | Uint16Array;

/** Keeps for each number the place of its state in a palette; sparse until pairs would be larger than bytes. */
class PaletteBlock implements BlockStates {
  readonly position: Position;
  #palette: StateId[] = [];
  /** Sorted offsets of the known numbers, with slack at the end; undefined: dense. */
  #offsets: Uint16Array | undefined = new Uint16Array(0);
  #places: Places = new Uint8Array(0);
  #pairs = 0;

  constructor(position: Position) {
    this.position = position;
  }

  get byteLength(): number {
    return overheadBytes + this.#palette.length * 8 + this.#places.byteLength + (this.#offsets?.byteLength ?? 0);
  }

  stateAt(offset: number): StateId {
    const at = this.#offsets === undefined ? offset : this.#find(this.#offsets, offset);
    const place = at < 0 ? 0 : (this.#places[at] ?? 0);
    return place === 0 ? 0 : (this.#palette[place - 1] ?? 0);
  }

  set(offset: number, state: StateId): void {
    if (!Number.isInteger(offset) || offset < 0 || offset >= numbersPerBlock) throw new RangeError('offset in block');
    const place = this.#placeOf(state);
    if (this.#offsets === undefined) {
      this.#places[offset] = place;
      return;
    }
    const at = this.#find(this.#offsets, offset);
    if (at >= 0) this.#places[at] = place;
    else if (place !== 0) this.#insert(this.#offsets, -at - 1, offset, place);
  }

  *known(): Iterable<readonly [number, StateId]> {
    const length = this.#offsets === undefined ? numbersPerBlock : this.#pairs;
    for (let at = 0; at < length; at++) {
      const place = this.#places[at] ?? 0;
      if (place !== 0) yield [this.#offsets?.[at] ?? at, this.#palette[place - 1] ?? 0];
    }
  }

  encode(position: Position): Uint8Array {
    const places = new Map<StateId, number>();
    const rows: number[] = [];
    for (const [offset, state] of this.known()) {
      if (!places.has(state)) places.set(state, places.size + 1);
      rows.push(offset, places.get(state) ?? 0);
    }
    return written(position, [...places.keys()], rows);
  }

  restoreDense(palette: StateId[], places: Places): void {
    this.#palette = palette;
    this.#offsets = undefined;
    this.#places = places;
  }

  restoreSparse(palette: StateId[], offsets: Places, places: Places): void {
    this.#palette = palette;
    this.#offsets = offsets instanceof Uint16Array ? offsets : Uint16Array.from(offsets);
    this.#places = places;
    this.#pairs = places.length;
  }

  #placeOf(state: StateId): number {
    if (state === 0) return 0;
    const found = this.#palette.indexOf(state);
    if (found >= 0) return found + 1;
    if (this.#palette.length === widePaletteMax) this.#dropUnusedStates();
    this.#palette.push(state);
    if (this.#palette.length > narrowPaletteMax && this.#places instanceof Uint8Array) {
      this.#places = Uint16Array.from(this.#places);
    }
    return this.#palette.length;
  }

  #dropUnusedStates(): void {
    const places = new Map<StateId, number>();
    this.#places = this.#places.map((place) => {
      if (place === 0) return 0;
      const state = this.#palette[place - 1] ?? 0;
      if (!places.has(state)) places.set(state, places.size + 1);
      return places.get(state) ?? 0;
    });
    this.#palette = [...places.keys()];
  }

  /** Index of an offset among the sorted ones, or -(where it would stand) - 1. */
  #find(offsets: Uint16Array, offset: number): number {
    let low = 0;
    let high = this.#pairs - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const there = offsets[middle] ?? 0;
      if (there === offset) return middle;
      if (there < offset) low = middle + 1;
      else high = middle - 1;
    }
    return -low - 1;
  }

  #insert(offsets: Uint16Array, at: number, offset: number, place: number): void {
    if (this.#pairs >= sparsePairsMax) {
      this.#becomeDense(offsets);
      this.#places[offset] = place;
      return;
    }
    const grown = this.#pairs < offsets.length ? offsets : this.#grow(offsets);
    grown.copyWithin(at + 1, at, this.#pairs);
    this.#places.copyWithin(at + 1, at, this.#pairs);
    grown[at] = offset;
    this.#places[at] = place;
    this.#pairs++;
  }

  #grow(offsets: Uint16Array): Uint16Array {
    const capacity = Math.min(sparsePairsMax, Math.max(8, offsets.length * 2));
    const grown = new Uint16Array(capacity);
    grown.set(offsets);
    const places = this.#places instanceof Uint8Array ? new Uint8Array(capacity) : new Uint16Array(capacity);
    places.set(this.#places);
    this.#places = places;
    this.#offsets = grown;
    return grown;
  }

  #becomeDense(offsets: Uint16Array): void {
    const sparse = this.#places;
    const dense = sparse instanceof Uint8Array ? new Uint8Array(numbersPerBlock) : new Uint16Array(numbersPerBlock);
    for (let at = 0; at < this.#pairs; at++) dense[offsets[at] ?? 0] = sparse[at] ?? 0;
    this.#places = dense;
    this.#offsets = undefined;
  }
}

/** `rows`: offset and place of each known number, in turn, by offset. */
function written(position: Position, palette: readonly StateId[], rows: readonly number[]): Uint8Array {
  const width = palette.length > narrowPaletteMax ? 2 : 1;
  const pairs = rows.length / 2;
  const dense = numbersPerBlock * width <= pairs * (2 + width);
  const body = headerBytes + palette.length * 4;
  const image = new Uint8Array(body + (dense ? numbersPerBlock * width : pairs * (2 + width)));
  const view = new DataView(image.buffer);
  view.setUint8(0, formatByte);
  view.setUint8(1, width);
  view.setUint16(2, palette.length, true);
  view.setUint16(4, dense ? densePairs : pairs, true);
  view.setFloat64(8, position, true);
  for (const [at, state] of palette.entries()) view.setUint32(headerBytes + at * 4, state, true);
  const placesAt = dense ? body : body + pairs * 2;
  for (let pair = 0; pair < pairs; pair++) {
    const offset = rows[pair * 2] ?? 0;
    const place = rows[pair * 2 + 1] ?? 0;
    if (!dense) view.setUint16(body + pair * 2, offset, true);
    const at = placesAt + (dense ? offset : pair) * width;
    if (width === 1) view.setUint8(at, place);
    else view.setUint16(at, place, true);
  }
  return image;
}

/** `pairs`: how many, undefined where the image is dense; `width`: bytes of a place. Throws where the bytes are no image. */
export function parseHeader(view: DataView) {
  if (view.byteLength < headerBytes || view.getUint8(0) !== formatByte) throw new Error('not a block image');
  const width = view.getUint8(1);
  const paletteSize = view.getUint16(2, true);
  const stored = view.getUint16(4, true);
  const pairs = stored === densePairs ? undefined : stored;
  const rowBytes = pairs === undefined ? numbersPerBlock * width : pairs * (2 + width);
  if ((width !== 1 && width !== 2) || view.byteLength !== headerBytes + paletteSize * 4 + rowBytes) {
    throw new Error('a block image of the wrong length');
  }
  return { position: view.getFloat64(8, true), paletteSize, pairs, width };
}

/** Index of the pair of an offset, or -1. */
function findPair(view: DataView, from: number, pairs: number, offset: number): number {
  let low = 0;
  let high = pairs - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const there = view.getUint16(from + middle * 2, true);
    if (there === offset) return middle;
    if (there < offset) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function readPlaces(view: DataView, from: number, length: number, width: number): Places {
  if (width === 1) return new Uint8Array(view.buffer, view.byteOffset + from, length).slice();
  const places = new Uint16Array(length);
  for (let at = 0; at < length; at++) places[at] = view.getUint16(from + at * 2, true);
  return places;
}
