/** Bits that a place takes. */
export type PlaceBits = 1 | 2 | 4 | 8 | 16;

/** The fewest that places from 0 to `largest` fit into. */
export function placeBitsFor(largest: number): PlaceBits {
  if (largest < 2) return 1;
  if (largest < 4) return 2;
  if (largest < 16) return 4;
  return largest < 256 ? 8 : 16;
}

/** What so many places take, bytes. */
export function placesBytes(count: number, bits: PlaceBits): number {
  return Math.ceil((count * bits) / 8);
}

/** Small integers, each in as few bits; the first in the lowest bits of the first byte, 16 bits little-endian. */
export class PackedPlaces {
  readonly bits: PlaceBits;
  /** They stand from `from` on. */
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly #mask: number;

  constructor(bits: PlaceBits, bytes: Uint8Array, from: number = 0) {
    this.bits = bits;
    this.bytes = bytes;
    this.from = from;
    this.#mask = (1 << bits) - 1;
  }

  /** So many zeros. */
  static zeros(count: number, bits: PlaceBits): PackedPlaces {
    return new PackedPlaces(bits, new Uint8Array(placesBytes(count, bits)));
  }

  get(at: number): number {
    const { bits, bytes, from } = this;
    if (bits === 16) return (bytes[from + at * 2] as number) | ((bytes[from + at * 2 + 1] as number) << 8);
    const bit = at * bits;
    return ((bytes[from + (bit >>> 3)] as number) >>> (bit & 7)) & this.#mask;
  }

  set(at: number, place: number): void {
    const { bits, bytes, from } = this;
    if (bits === 16) {
      bytes[from + at * 2] = place;
      bytes[from + at * 2 + 1] = place >>> 8;
      return;
    }
    const bit = at * bits;
    const byte = from + (bit >>> 3);
    const others = (bytes[byte] as number) & ~(this.#mask << (bit & 7));
    bytes[byte] = others | (place << (bit & 7));
  }

  /** The first `count` of them in other bits, `capacity` in all. */
  copied(count: number, bits: PlaceBits, capacity: number): PackedPlaces {
    const copy = PackedPlaces.zeros(capacity, bits);
    if (bits === this.bits) copy.bytes.set(this.bytes.subarray(this.from, this.from + placesBytes(count, bits)));
    else for (let at = 0; at < count; at++) copy.set(at, this.get(at));
    return copy;
  }
}
