/** Which of the objects of numbers one is: its place, from 1, of how many. */
export interface ShardPlace {
  readonly place: number;
  readonly count: number;
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
