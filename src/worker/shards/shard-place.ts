/** Which of the objects of numbers one is: its place, from 1, of how many. */
export interface ShardPlace {
  readonly place: number;
  readonly count: number;
}

/** Names the log of the directory, and its object; with one place the numbers' too. */
export const directoryLogId = 'log';

/** Names the log of the numbers at a place, and its object. */
export function shardLogId(place: number): string {
  return `log-${place}`;
}

/** By which the gateway tells an object of numbers which one it is: nobody else can send it. */
export const placeHeader = 'dnd-place';

/** As the gateway tells an object of numbers which one it is: `3/16`. */
export function formatPlace({ place, count }: ShardPlace): string {
  return `${place}/${count}`;
}

export function parsePlace(text: string): ShardPlace | undefined {
  const [, place, count] = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(text) ?? [];
  return place === undefined ? undefined : { place: Number(place), count: Number(count) };
}
