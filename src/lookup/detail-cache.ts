import { LRUCache } from 'lru-cache';
import type { NumberDetail } from '../core/number-record.ts';
import type { PhoneNumber } from '../core/phone-number.ts';
import type { Store } from '../storage/store.ts';
import type { LogFollower } from './log-follower.ts';

/** The rare part of the numbers asked for last, dropped as the log changes them. */
export interface DetailCache {
  /** Undefined where it is not remembered. */
  detail(number: PhoneNumber): NumberDetail | undefined;
  /** Inside `LogFollower.atHead` only. */
  load(number: PhoneNumber): NumberDetail;
}

export function detailCache(store: Store, follower: LogFollower, detailsMax: number): DetailCache {
  // Made when there is something to remember: it takes its room at once.
  let details: LRUCache<PhoneNumber, NumberDetail> | undefined;

  follower.follow({
    apply({ numbers }) {
      for (const { number } of numbers) details?.delete(number);
    },
    startAnew: () => details?.clear(),
  });

  return {
    detail: (number) => details?.get(number),
    load(number) {
      const detail = store.numberDetail(number);
      details ??= new LRUCache({ max: detailsMax });
      details.set(number, detail);
      return detail;
    },
  };
}
