import { directoryLogId, shardLogId } from '../core/log-layout.ts';
import { acknowledgeEverywhere, type BoundEverywhere, type TellReplica } from '../lookup/directory-feed.ts';
import { fanOutShard } from '../lookup/fan-out-shard.ts';
import { type Lookup, openLookup } from '../lookup/open-lookup.ts';
import { admitOrganisation } from '../registry/organisations/admit-organisation.ts';
import type { Registry } from '../registry/registry.ts';
import { replaceLostKeys } from '../registry/signing-keys/replace-lost-keys.ts';
import { assembledRegistry, prepareRegistry, requireFitForProduction } from '../runtime/assembled-registry.ts';
import { admitDemo } from '../runtime/demo-organisations.ts';
import { nodeSha256 } from '../runtime/node-signer.ts';
import { operatorAtConsole } from '../runtime/operator-at-console.ts';
import { recordedShards } from '../runtime/shard-layout.ts';
import { durableLogSource } from '../storage/durable/durable-moving.ts';
import { type ExportedLog, exportedLog } from '../storage/moving/exported-log.ts';
import type { Store } from '../storage/store.ts';
import type { ObjectFiles } from './files/object-files.ts';
import { openedStore } from './opened-store.ts';
import { platformLimits } from './platform-limits.ts';
import { calledExport, calledShard } from './shards/called-shard.ts';
import type { NumberLookupOptions } from './shards/number-object.ts';
import type { AskShard } from './shards/shard-calls.ts';
import type { ShardPlace } from './shards/shard-place.ts';
import { tellingCanaries } from './shards/told-canaries.ts';
import type { WorkerSettings } from './worker-settings.ts';

const firstOperatorId = 'operator';

/** The way to the objects of numbers. */
export interface Places {
  /** How the object at a place is asked about the numbers that it keeps. */
  ask(at: ShardPlace): AskShard;
  /** How it is told of the directory. */
  tell(at: ShardPlace): TellReplica;
}

export interface OpenedRegistry {
  readonly registry: Registry;
  /** Absent: there are no objects of numbers to be told. */
  readonly everywhere: BoundEverywhere | undefined;
}

/** The registry that an object keeps; a new one gets its schema, policy, signing keys, and whom the settings admit. */
export async function openedRegistry(
  settings: WorkerSettings,
  storage: DurableObjectStorage,
  places: Places,
  files: ObjectFiles,
): Promise<OpenedRegistry> {
  const store = openedStore(storage);
  const now = Date.now;
  if (settings.mode === 'production') {
    requireFitForProduction(store, now(), { setting: 'DND_MODE', place: 'object' });
  }
  const count = await recordedShards(store, settings.shards);
  const at = Array.from({ length: count }, (_, index): ShardPlace => ({ place: index + 1, count }));
  const registry = assembledRegistry({
    ...{
      settings,
      store,
      logId: directoryLogId,
      now,
      sha256: nodeSha256,
      processName: directoryLogId,
      memory: platformLimits.memory,
    },
    lookup: lookupOver(store, settings, at, places),
    pepper: pepperOf(settings, storage),
    scrubFiles: files.scrubs,
    carrierFiles: files.carriers,
    exportedLogs: [
      ...numbersToExport(at, places),
      exportedLog(directoryLogId, nodeSha256, () => durableLogSource(storage)),
    ],
  });
  await prepareRegistry(registry);
  await replaceLostKeys(registry, operatorAtConsole);
  if (!registry.demo) await admitFirstOperator(registry, settings);
  else if (settings.demoClients.length > 0) await admitDemo(registry, settings.demoClients);
  if (count === 1) return { registry, everywhere: undefined };
  // From now on: who is told may ask this object, which answers when it is open.
  const limitMs = platformLimits.replicaAnswerMsMax;
  const objects = at.map(places.tell);
  const everywhere = acknowledgeEverywhere(store, objects, { limitMs });
  return { registry: tellingCanaries(registry, objects, limitMs), everywhere };
}

/** Answers from memory over the object's own log, or over the objects that numbers are kept in. */
function lookupOver(store: Store, settings: WorkerSettings, at: readonly ShardPlace[], { ask }: Places): Lookup {
  const lookup = openLookup(store, { ...lookupOptions(settings), logId: directoryLogId });
  if (at.length === 1) return lookup;
  const parts = at.map((one) => calledShard(shardLogId(one.place), ask(one)));
  return { ...lookup, shard: fanOutShard(parts, { limitMs: platformLimits.shardAnswerMsMax }) };
}

function numbersToExport(at: readonly ShardPlace[], { ask }: Places): readonly ExportedLog[] {
  return at.length === 1 ? [] : at.map((one) => calledExport(shardLogId(one.place), ask(one)));
}

/** What an object may hold of blocks, and how a long batch lets others run. */
export function lookupOptions({ blockCacheMb }: WorkerSettings): NumberLookupOptions {
  return {
    blockBytesMax: blockCacheMb * 2 ** 20,
    detailsMax: platformLimits.memory.detailsMax,
    nextTurn: () => new Promise((resolve) => setTimeout(resolve, 0)),
  };
}

const pepperKey = 'demo-pepper';

/** The pepper of the settings; in demo mode one that is made up once and kept with the object. */
function pepperOf({ pepper }: WorkerSettings, { kv }: DurableObjectStorage): Uint8Array {
  if (pepper !== undefined) return pepper;
  const kept = kv.get<Uint8Array>(pepperKey);
  if (kept !== undefined) return kept;
  const made = crypto.getRandomValues(new Uint8Array(32));
  kv.put(pepperKey, made);
  return made;
}

/** Where nobody has a console: the keys of a setting stand for whoever set it, once. */
async function admitFirstOperator(registry: Registry, { firstOperator: keys }: WorkerSettings): Promise<void> {
  if (keys.length === 0 || hasOperator(registry.store)) return;
  await admitOrganisation(registry, operatorAtConsole, {
    ...{ organisationId: firstOperatorId, name: 'Operator', role: 'OPERATOR', keys },
  });
}

function hasOperator(store: Store): boolean {
  for (let after = ''; ; ) {
    const page = store.entities('ORGANISATION', after, 100);
    if (page.some(({ document }) => document.role === 'OPERATOR')) return true;
    const last = page.at(-1);
    if (last === undefined) return false;
    after = last.id;
  }
}
