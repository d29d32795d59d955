import type { Store } from '../../src/storage/store.ts';
import { freshStore } from './memory-registry.ts';

/**
 * A store whose short records are written a turn of the event loop later, and deleted some turns later, as on a busy
 * disk: whoever reads meanwhile is late.
 */
export function slowStore(store: Store = freshStore()): Store {
  const putShortRecord: Store['putShortRecord'] = async (put) => {
    const turns = put.body === undefined ? 8 : 1;
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    return store.putShortRecord(put);
  };
  const putShortRecords: Store['putShortRecords'] = async (puts) => {
    await new Promise((resolve) => setImmediate(resolve));
    return store.putShortRecords(puts);
  };
  return new Proxy(store, {
    get(target, name) {
      if (name === 'putShortRecord') return putShortRecord;
      if (name === 'putShortRecords') return putShortRecords;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
