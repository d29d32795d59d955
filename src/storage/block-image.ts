import type { Position } from '../core/change.ts';
import { numbersPerBlock } from '../core/phone-number.ts';
import { encodedImage, type ImageForm, imageForm, offsetOfPair, positionOf, stateAtPlace } from './image-form.ts';
import { PackedPlaces, type PlaceBits, placeBitsFor, placesBytes } from './packed-places.ts';
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
  /** What it occupies in memory, bytes: a bit to two bytes per number when dense, three or four per known number when sparse. */
  readonly byteLength: number;
}

/**
 * The stored form of a block: a header of 16 bytes, the distinct states it holds, and for each number the place of
 * its state among them (counted from 1; 0: unknown), either for all 10,000 numbers or as pairs for the known ones, in
 * the fewest bits of 1, 2, 4, 8 and 16 that hold the last place; whichever is smallest. Little-endian throughout.
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
  const form = imageForm(image);
  const { paletteSize, pairs } = form;
  const block = new PaletteBlock(positionOf(image));
  const palette = Array.from({ length: paletteSize }, (_, at) => stateAtPlace(image, form, at + 1));
  if (pairs === undefined) block.restoreDense(palette, form.places);
  else {
    const offsets = Uint16Array.from({ length: pairs }, (_, pair) => offsetOfPair(image, form, pair));
    block.restoreSparse(palette, offsets, form.places);
  }
  return block;
}

/** The state of one number, without decoding the image around it. Throws where the bytes are no image. */
export function stateInImage(image: Uint8Array, offset: number): StateId {
  return stateInForm(image, imageForm(image), offset);
}

export function stateInForm(image: Uint8Array, form: ImageForm, offset: number): StateId {
  const at = form.pairs === undefined ? offset : foundPair(image, form, form.pairs, offset);
  const place = at < 0 ? 0 : form.places.get(at);
  return place === 0 ? 0 : stateAtPlace(image, form, place);
}

/** A block of numbers nobody has heard of. */
export function emptyBlock(): BlockStates {
  return new PaletteBlock(0);
}

const widePaletteMax = 0xffff;
/** Object headers and array slack of one decoded block, as measured on V8 64 bit. */
const overheadBytes = 320;

/** Keeps for each number the place of its state in a palette; sparse until pairs would be larger than places for all. */
class PaletteBlock implements BlockStates {
  readonly position: Position;
  #palette: StateId[] = [];
  /** Sorted offsets of the known numbers, with slack at the end; undefined: dense. */
  #offsets: Uint16Array | undefined = new Uint16Array(0);
  /** Of pairs in whole bytes, which move when one comes between. */
  #places: PackedPlaces = PackedPlaces.zeros(0, 8);
  #pairs = 0;

  constructor(position: Position) {
    this.position = position;
  }

  get byteLength(): number {
    return overheadBytes + this.#palette.length * 8 + this.#places.bytes.length + (this.#offsets?.byteLength ?? 0);
  }

  stateAt(offset: number): StateId {
    const at = this.#offsets === undefined ? offset : this.#find(this.#offsets, offset);
    const place = at < 0 ? 0 : this.#places.get(at);
    return place === 0 ? 0 : (this.#palette[place - 1] ?? 0);
  }

  set(offset: number, state: StateId): void {
    if (!Number.isInteger(offset) || offset < 0 || offset >= numbersPerBlock) throw new RangeError('offset in block');
    const place = this.#placeOf(state);
    if (this.#offsets === undefined) {
      this.#places.set(offset, place);
      return;
    }
    const at = this.#find(this.#offsets, offset);
    if (at >= 0) this.#places.set(at, place);
    else if (place !== 0) this.#insert(this.#offsets, -at - 1, offset, place);
  }

  *known(): Iterable<readonly [number, StateId]> {
    const length = this.#offsets === undefined ? numbersPerBlock : this.#pairs;
    for (let at = 0; at < length; at++) {
      const place = this.#places.get(at);
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
    return encodedImage(position, [...places.keys()], rows);
  }

  restoreDense(palette: StateId[], places: PackedPlaces): void {
    this.#palette = palette;
    this.#offsets = undefined;
    this.#places = places.copied(numbersPerBlock, places.bits, numbersPerBlock);
  }

  restoreSparse(palette: StateId[], offsets: Uint16Array, places: PackedPlaces): void {
    this.#palette = palette;
    this.#offsets = offsets;
    this.#pairs = offsets.length;
    this.#places = places.copied(this.#pairs, places.bits === 16 ? 16 : 8, this.#pairs);
  }

  #placeOf(state: StateId): number {
    if (state === 0) return 0;
    const found = this.#palette.indexOf(state);
    if (found >= 0) return found + 1;
    if (this.#palette.length === widePaletteMax) this.#dropUnusedStates();
    this.#palette.push(state);
    const bits = placeBitsFor(this.#palette.length);
    if (bits > this.#places.bits) {
      const [count, capacity] =
        this.#offsets === undefined ? [numbersPerBlock, numbersPerBlock] : [this.#pairs, this.#offsets.length];
      this.#places = this.#places.copied(count, bits, capacity);
    }
    return this.#palette.length;
  }

  #dropUnusedStates(): void {
    const places = new Map<StateId, number>();
    const length = this.#offsets === undefined ? numbersPerBlock : this.#pairs;
    for (let at = 0; at < length; at++) {
      const place = this.#places.get(at);
      if (place === 0) continue;
      const state = this.#palette[place - 1] ?? 0;
      if (!places.has(state)) places.set(state, places.size + 1);
      this.#places.set(at, places.get(state) ?? 0);
    }
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
    const bits = placeBitsFor(this.#palette.length);
    const pairsMax = Math.floor(placesBytes(numbersPerBlock, bits) / (2 + this.#places.bits / 8));
    if (this.#pairs >= pairsMax) {
      this.#becomeDense(offsets, bits);
      this.#places.set(offset, place);
      return;
    }
    const grown = this.#pairs < offsets.length ? offsets : this.#grow(offsets, pairsMax);
    const placeBytes = this.#places.bits / 8;
    grown.copyWithin(at + 1, at, this.#pairs);
    this.#places.bytes.copyWithin((at + 1) * placeBytes, at * placeBytes, this.#pairs * placeBytes);
    grown[at] = offset;
    this.#places.set(at, place);
    this.#pairs++;
  }

  #grow(offsets: Uint16Array, pairsMax: number): Uint16Array {
    const capacity = Math.min(pairsMax, Math.max(8, offsets.length * 2));
    const grown = new Uint16Array(capacity);
    grown.set(offsets);
    this.#places = this.#places.copied(this.#pairs, this.#places.bits, capacity);
    this.#offsets = grown;
    return grown;
  }

  #becomeDense(offsets: Uint16Array, bits: PlaceBits): void {
    const dense = PackedPlaces.zeros(numbersPerBlock, bits);
    for (let at = 0; at < this.#pairs; at++) dense.set(offsets[at] ?? 0, this.#places.get(at));
    this.#places = dense;
    this.#offsets = undefined;
  }
}

/** Index of the pair of an offset, or -1. */
function foundPair(image: Uint8Array, form: ImageForm, pairs: number, offset: number): number {
  let low = 0;
  let high = pairs - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const there = offsetOfPair(image, form, middle);
    if (there === offset) return middle;
    if (there < offset) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
