import { type EpochMs, formatInstant, parseInstant } from '../core/time.ts';

/** An id that sorts by time: `20261122T040000000Z-…`. */
export function timedId(now: EpochMs): string {
  return `${formatInstant(now).replaceAll(/[-:.]/g, '')}-${crypto.randomUUID().slice(0, 8)}`;
}

/** The time in such an id; 0 in another. */
export function timeOfId(id: string): EpochMs {
  const [, date = '', hour = '', rest = ''] = /^(\d{8})T(\d{2})(\d{7})Z/.exec(id) ?? [];
  const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
  return parseInstant(`${day}T${hour}:${rest.slice(0, 2)}:${rest.slice(2, 4)}.${rest.slice(4)}Z`) ?? 0;
}
