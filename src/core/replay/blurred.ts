/**
 * How figures of a replay are made unsharp. Who asks what a made-up law would change asks for the number of all whom
 * a description fits that he made up, and may ask for two descriptions between which one person stands.
 *
 * Each figure is rounded up or down to a multiple of the minimum cell size, up with the probability of its remainder.
 * Whether up or down follows from a secret key of exactly those who are counted in, and from their number: the same
 * figure is the same however often it is asked for and by whichever law, so that there is nothing to average; and with
 * one person more it is rounded anew, so that the step between two figures tells nothing certain of who stands between.
 * (The cell key method: Fraser and Wooton, "A proposed method for confidentialising tabular output to protect against
 * differencing", 2005.)
 */
export interface Blur {
  /** Persons. */
  readonly minimumCellSize: number;
  /** 64 bits that nobody knows who sees figures. */
  readonly secret: readonly [number, number];
}

/** The key of those in one region who stand in one state; of several the sum. Unsigned, 32 bits. */
export function keyOfStanding({ secret: [one, other] }: Blur, region: string, stateId: number): number {
  let key = one;
  for (let at = 0; at < region.length; at++) key = mixed(key ^ region.charCodeAt(at));
  return mixed(mixed(key ^ stateId) ^ other);
}

/** The sum of two keys. */
export function keySum(one: number, other: number): number {
  return (one + other) >>> 0;
}

/**
 * How many persons are said to be counted in. `null`: at most one step of the rounding, perhaps nobody at all; fewer
 * than the minimum are never anything else.
 */
export function blurred({ minimumCellSize }: Blur, persons: number, key: number): number | null {
  const part = (persons % minimumCellSize) / minimumCellSize;
  const whole = persons - (persons % minimumCellSize);
  const isUp = part > 0 && mixed(key ^ mixed(persons)) / 2 ** 32 < part;
  const rounded = whole + (isUp ? minimumCellSize : 0);
  return rounded <= minimumCellSize ? null : rounded;
}

/** What ends MurmurHash3: each bit of the result depends on each of the value's. */
function mixed(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
