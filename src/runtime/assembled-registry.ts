import { policies } from '../core/policies/policies.ts';
import type { Policy } from '../core/policy.ts';
import type { Lookup } from '../lookup/open-lookup.ts';
import { tokenVerifier } from '../receipts/access-token.ts';
import { answerCache } from '../receipts/answer-cache.ts';
import { receiptDesk } from '../receipts/key-ring-desk.ts';
import { restsInClear } from '../receipts/signing-secrets.ts';
import { abuseDesk } from '../registry/abuse/abuse-desk.ts';
import type { CarrierFiles } from '../registry/carrier-files/carrier-file.ts';
import { neverOverloaded } from '../registry/overload.ts';
import type { Registry } from '../registry/registry.ts';
import type { ScrubFiles } from '../registry/scrubs/scrub-desk.ts';
import { scrubStreamed } from '../registry/scrubs/scrub-streamed.ts';
import { setPolicy } from '../registry/set-policy.ts';
import { createSigningKeys } from '../registry/signing-keys/create-signing-keys.ts';
import { textGateway } from '../registry/texts/outgoing/text-gateway.ts';
import { useCounts } from '../registry/use-counts.ts';
import type { Sha256 } from '../storage/leaf-hash.ts';
import type { RecordStore } from '../storage/remote-records.ts';
import type { Store } from '../storage/store.ts';
import { nodeDigest, nodeHmac, nodeSigner } from './node-signer.ts';
import { operatorAtConsole } from './operator-at-console.ts';
import type { RegistrySettings } from './registry-settings.ts';
import { nodeScrubTools } from './scrub-tools.ts';
import { SettingError } from './setting-forms.ts';

/** What may be remembered of askers. */
export interface RegistryMemory {
  /** Verified tokens, some 1 kB each. */
  readonly tokensMax: number;
  /** See `AbuseDeskParts`. */
  readonly askedBlocksMax: number;
}

const usualMemory: RegistryMemory = { tokensMax: 20_000, askedBlocksMax: 32_768 };

/** What a registry is put together from, by whoever has a store. */
export interface RegistryParts {
  readonly settings: RegistrySettings;
  readonly store: Store;
  readonly lookup: Lookup;
  /** Names the store's log on the wire. */
  readonly logId: string;
  readonly sha256: Sha256;
  readonly pepper: Uint8Array;
  readonly scrubFiles: ScrubFiles;
  readonly carrierFiles: CarrierFiles;
  /** Signing secrets, the use of quotas and counters, where they are not in the store itself. */
  readonly records?: RecordStore;
  /** See `AbuseDeskParts`. */
  readonly processName?: string | undefined;
  /** Where there is little. */
  readonly memory?: RegistryMemory;
  /** See `Registry`. */
  readonly exportedLogs?: Registry['exportedLogs'];
  readonly now: () => number;
}

/** Questions that answers are kept under; some 300 bytes each. */
const answeredQuestionsMax = 16_384;
/** The smallest answer with its overhead: more than fit are never kept. */
const answerBytesMin = 640;
/** More than ever rest in a registry: a key is forgotten when it is replaced. */
const signingKeysMax = 10_000;

export function assembledRegistry(parts: RegistryParts): Registry {
  const { settings, store, lookup, sha256, pepper, now, records = store, memory = usualMemory } = parts;
  const policy = policies[settings.policy] as Policy;
  const { follower, shard, directory } = lookup;
  const receipts = receiptDesk({
    directory,
    store: records,
    signerOf: nodeSigner,
    digest: nodeDigest,
    sha256,
    // Not the function itself: in workerd it takes no other `this`.
    atEndOfTurn: (run) => void setImmediate(run),
    issuer: settings.issuer,
    ...(settings.keySecret === undefined ? {} : { keyEncryptionSecret: settings.keySecret }),
    checkValidForSec: policy.clocks.checkValidForSec,
    now,
  });
  const demo = settings.mode === 'demo';
  const counts = useCounts({ store: records, zone: policy.defaultZones[0], now });
  const answerBytesMax = settings.answerCacheMb * 2 ** 20;
  const registry: Registry = {
    policy,
    issuer: settings.issuer,
    store,
    logId: parts.logId,
    shard,
    directory,
    atOneMoment: follower.refreshedOnce,
    receipts,
    tokens: tokenVerifier({ desk: receipts, directory, issuer: settings.issuer, tokensMax: memory.tokensMax }),
    answers: answerCache({
      entriesMax: Math.ceil(answerBytesMax / answerBytesMin),
      bytesMax: answerBytesMax,
      questionsMax: answeredQuestionsMax,
    }),
    counts,
    sms: textGateway({ store, now, counts, pepper, hmac: nodeHmac }),
    overload: neverOverloaded,
    abuse: abuseDesk({
      ...{ store: records, directory, pepper, hmac: nodeHmac, demo, now },
      ...{ processName: parts.processName, askedBlocksMax: memory.askedBlocksMax },
    }),
    scrubs: {
      files: parts.scrubFiles,
      tools: nodeScrubTools,
      stream: (actor, scrub) => scrubStreamed(registry, actor, scrub),
      wake() {},
    },
    carrierFiles: parts.carrierFiles,
    exportedLogs: parts.exportedLogs,
    now,
    pepper,
    hmac: nodeHmac,
    demo,
  };
  return registry;
}

/**
 * Gives a new registry its policy and its first signing keys, and reads what is held in memory. Two processes may
 * start on an empty store: whoever comes second finds the work done.
 */
export async function prepareRegistry(registry: Registry): Promise<void> {
  await setPolicy(registry, operatorAtConsole);
  if (registry.directory.signingKeys() === undefined) {
    await createSigningKeys(registry, operatorAtConsole).catch((error: unknown) => {
      if (registry.directory.signingKeys() === undefined) throw error;
    });
  }
  await registry.abuse.readCanaries();
}

/** What a store lies in, and the setting that says which. */
interface StorePlace {
  readonly setting: string;
  readonly place: string;
}

/** Throws `SettingError` where production may not begin with what the store holds. */
export function requireFitForProduction(store: Store, now: number, where: StorePlace): void {
  refuseDemo(store, where);
  // A key that rested in the clear may be in anybody's copy of the store.
  if (store.shortRecords('SIGNING_SECRET', now, signingKeysMax).some(({ body }) => restsInClear(body))) {
    throw unfit(where, 'a signing key rests unencrypted in');
  }
}

function unfit({ setting, place }: StorePlace, what: string): SettingError {
  return new SettingError(`${setting}: ${what} this ${place}; production needs a fresh one`);
}

function refuseDemo(store: Store, where: StorePlace): void {
  for (let after = ''; ; ) {
    const page = store.entities('ORGANISATION', after, 100);
    if (page.some(({ document }) => document.demo === true)) {
      throw unfit(where, 'a demo client was once admitted to');
    }
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}
