import { policies } from '../core/policies/policies.ts';
import type { Policy } from '../core/policy.ts';
import { openLookup } from '../lookup/open-lookup.ts';
import { tokenVerifier } from '../receipts/access-token.ts';
import { answerCache } from '../receipts/answer-cache.ts';
import { receiptDesk } from '../receipts/key-ring-desk.ts';
import { restsInClear } from '../receipts/signing-secrets.ts';
import { abuseDesk } from '../registry/abuse/abuse-desk.ts';
import type { Actor } from '../registry/access/actor.ts';
import { neverOverloaded } from '../registry/overload.ts';
import type { Registry } from '../registry/registry.ts';
import { scrubStreamed } from '../registry/scrubs/scrub-streamed.ts';
import { setPolicy } from '../registry/set-policy.ts';
import { createSigningKeys } from '../registry/signing-keys/create-signing-keys.ts';
import { textGateway } from '../registry/texts/outgoing/text-gateway.ts';
import { useCounts } from '../registry/use-counts.ts';
import { sha256 } from '../storage/sqlite/sha256.ts';
import { openSqliteStore } from '../storage/sqlite/sqlite-store.ts';
import type { Store } from '../storage/store.ts';
import { CarrierFileFolder } from './carrier-files/carrier-file-folder.ts';
import { type DataFolder, makeDataFolder, pepperOf } from './data-folder.ts';
import { nodeDigest, nodeHmac, nodeSigner } from './node-signer.ts';
import { nodeScrubTools } from './scrub-tools.ts';
import { ScrubFolder } from './scrubs/scrub-folder.ts';
import { SettingError, type Settings } from './settings.ts';

/** A registry in this process, over the SQLite file of its data folder. */
export interface OpenedRegistry {
  readonly registry: Registry;
  readonly folder: DataFolder;
  /** Writes what is only in memory, then lets go of the file. */
  close(): Promise<void>;
}

/** The command line and the start of a server act under this name. */
export const operatorAtConsole: Actor = { kind: 'CONSOLE', name: 'console' };

/** Questions that answers are kept under; some 300 bytes each. */
const answeredQuestionsMax = 16_384;
/** The smallest answer with its overhead: more than fit are never kept. */
const answerBytesMin = 640;
const tokensMax = 20_000;
/** More than ever rest in a registry: a key is forgotten when it is replaced. */
const signingKeysMax = 10_000;
const logId = 'log';

export interface OpenOptions {
  /** This is the one place of its process where scrubs of others are run. */
  readonly isRunner?: boolean;
  /** See `SqliteStoreOptions`. */
  readonly use?: 'SERVER' | 'COMMAND' | undefined;
}

/** Opens the registry of a data folder; a new one gets its schema, its policy and its first signing keys. */
export async function openRegistry(
  settings: Settings,
  now: () => number = Date.now,
  { isRunner = false, use }: OpenOptions = {},
): Promise<OpenedRegistry> {
  const folder = makeDataFolder(settings);
  const store = await openSqliteStore({ file: folder.databaseFile, use });
  try {
    if (settings.mode === 'production') {
      refuseDemoFolder(store);
      refusePlainSigningKeys(store, now());
    }
    const registry = assembleRegistry(settings, folder, store, now, isRunner);
    await prepare(registry);
    await registry.abuse.readCanaries();
    return {
      registry,
      folder,
      async close() {
        try {
          await registry.counts.flush();
          await registry.abuse.close();
        } finally {
          await store.close();
        }
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function assembleRegistry(
  settings: Settings,
  folder: DataFolder,
  store: Store,
  now: () => number,
  isRunner: boolean,
): Registry {
  const policy = policies[settings.policy] as Policy;
  const { follower, shard, directory } = openLookup(store, {
    logId,
    blockBytesMax: settings.blockCacheMb * 2 ** 20,
    nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
  });
  const receipts = receiptDesk({
    directory,
    store,
    signerOf: nodeSigner,
    digest: nodeDigest,
    sha256,
    atEndOfTurn: setImmediate,
    issuer: settings.issuer,
    ...(settings.keySecret === undefined ? {} : { keyEncryptionSecret: settings.keySecret }),
    checkValidForSec: policy.clocks.checkValidForSec,
    now,
  });
  const demo = settings.mode === 'demo';
  const pepper = pepperOf(settings, folder);
  const counts = useCounts({ store, zone: policy.defaultZones[0], now });
  const answerBytesMax = settings.answerCacheMb * 2 ** 20;
  const registry: Registry = {
    policy,
    issuer: settings.issuer,
    store,
    logId,
    shard,
    directory,
    atOneMoment: follower.refreshedOnce,
    receipts,
    tokens: tokenVerifier({ desk: receipts, directory, issuer: settings.issuer, tokensMax }),
    answers: answerCache({
      entriesMax: Math.ceil(answerBytesMax / answerBytesMin),
      bytesMax: answerBytesMax,
      questionsMax: answeredQuestionsMax,
    }),
    counts,
    sms: textGateway({ store, now, counts, pepper, hmac: nodeHmac }),
    overload: neverOverloaded,
    abuse: abuseDesk({ store, directory, pepper, hmac: nodeHmac, demo, now }),
    scrubs: {
      files: new ScrubFolder(folder.scrubFolder, isRunner),
      tools: nodeScrubTools,
      stream: (actor, scrub) => scrubStreamed(registry, actor, scrub),
      wake() {},
    },
    carrierFiles: new CarrierFileFolder(folder.carrierFileFolder),
    now,
    pepper,
    hmac: nodeHmac,
    demo,
  };
  return registry;
}

/** Two processes may start on an empty folder: whoever comes second finds the work done. */
async function prepare(registry: Registry): Promise<void> {
  await setPolicy(registry, operatorAtConsole);
  if (registry.directory.signingKeys() === undefined) {
    await createSigningKeys(registry, operatorAtConsole).catch((error: unknown) => {
      if (registry.directory.signingKeys() === undefined) throw error;
    });
  }
}

/** A key that rested in the clear may be in anybody's copy of the folder. */
function refusePlainSigningKeys(store: Store, now: number): void {
  if (store.shortRecords('SIGNING_SECRET', now, signingKeysMax).some(({ body }) => restsInClear(body))) {
    throw new SettingError('DATA_DIR: a signing key rests unencrypted in this folder; production needs a fresh one');
  }
}

function refuseDemoFolder(store: Store): void {
  for (let after = ''; ; ) {
    const page = store.entities('ORGANISATION', after, 100);
    if (page.some(({ document }) => document.demo === true)) {
      throw new SettingError('DATA_DIR: a demo client was once admitted to this folder; production needs a fresh one');
    }
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}
