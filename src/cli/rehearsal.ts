import { type Change, entityKindOf, isNumberChange, type NumberChange } from '../core/change.ts';
import { generateSigningKey } from '../receipts/signing-key-pair.ts';
import type { Registry } from '../registry/registry.ts';
import type { AppendResult, Store } from '../storage/store.ts';

type Shard = Registry['shard'];

/**
 * The same registry, with every check of its verbs and none of their effects: writes answer as if they had been
 * done. What a dry run runs over.
 */
export function rehearsed(registry: Registry): Registry {
  const { receipts } = registry;
  return {
    ...registry,
    store: rehearsedStore(registry.store),
    shard: rehearsedShard(registry.shard),
    receipts: {
      sign: (typ, payload) => receipts.sign(typ, payload),
      verify: (typ, jws, now) => receipts.verify(typ, jws, now),
      digest: (rows) => receipts.digest(rows),
      signShared: (statement) => receipts.signShared(statement),
      sha256: (bytes) => receipts.sha256(bytes),
      rowTree: () => receipts.rowTree(),
      jwks: () => receipts.jwks(),
      async makeKey() {
        const { kid, publicJwk } = await generateSigningKey();
        return { kid, jwk: publicJwk };
      },
      async forgetKey() {},
    },
  };
}

function rehearsedShard(shard: Shard): Shard {
  return {
    ...shard,
    change: (changes) => Promise.all(changes.map((change) => rehearsedChange(shard, change))),
    importBlock: notRehearsed,
  };
}

async function rehearsedChange(shard: Shard, { number, follows }: NumberChange): Promise<AppendResult> {
  const { follows: head } = await shard.number(number);
  return head === follows ? { status: 'APPENDED', position: head + 1 } : { status: 'CONFLICT', head };
}

function notRehearsed(): Promise<never> {
  return Promise.reject(new Error('an import is previewed, not rehearsed'));
}

function rehearsedStore(store: Store): Store {
  const writes: Pick<Store, 'append' | 'importBlock' | 'putShortRecord' | 'putShortRecords' | 'addCounts' | 'sweep'> = {
    append: async (changes) => changes.map((change) => rehearsedAppend(store, change)),
    importBlock: notRehearsed,
    putShortRecord: async () => true,
    putShortRecords: async () => true,
    addCounts: async () => {},
    sweep: async () => ({}),
  };
  return new Proxy(store, {
    get(target, name) {
      if (name in writes) return writes[name as keyof typeof writes];
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

function rehearsedAppend(store: Store, change: Change): AppendResult {
  if (isNumberChange(change)) throw new Error('numbers are changed through the shard');
  const head = store.entity(entityKindOf[change.event.kind], change.entityId)?.position ?? 0;
  return head === change.follows ? { status: 'APPENDED', position: store.head() + 1 } : { status: 'CONFLICT', head };
}
