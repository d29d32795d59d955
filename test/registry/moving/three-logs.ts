import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { shardOfBlock } from '../../../src/core/number-shard.ts';
import { blockOf } from '../../../src/core/phone-number.ts';
import { type OpenedRegistry, openRegistry } from '../../../src/node/open-registry.ts';
import { settingsFrom } from '../../../src/node/settings.ts';
import type { OrganisationActor } from '../../../src/registry/access/actor.ts';
import { exportManifest, exportPart } from '../../../src/registry/moving/export-part.ts';
import type { TakingIn } from '../../../src/registry/moving/take-in.ts';
import { openDurableTarget } from '../../../src/storage/durable/durable-moving.ts';
import type { LogFacts, PartFacts, ReachedTarget } from '../../../src/storage/moving/moved-log.ts';
import { sha256 } from '../../../src/storage/sqlite/sha256.ts';
import { type AskTarget, calledTarget, servedTarget } from '../../../src/worker/shards/taken-numbers.ts';
import { type StandIn, standInStorage } from '../../storage/durable/stand-in-storage.ts';
import { block, importOf, noVoice, numberChange, numberOf } from '../../storage/made-up.ts';

export const shards = 3;
export const numbersLogIds = ['log-1', 'log-2', 'log-3'];
export const logIds = [...numbersLogIds, 'log'];

/** One block of each place, as offsets from the made-up block's first number. */
export const offsets = numbersLogIds.map((_, place) => {
  const at = Array.from({ length: 40 }, (_one, index) => index).find(
    (one) => shardOfBlock(block + one, shards) === place,
  );
  return (at ?? 0) * 10_000;
});

export const exporter: OrganisationActor = {
  kind: 'ORGANISATION',
  organisationId: 'operator',
  role: 'OPERATOR',
  scopes: ['dnd:registry:export'],
};

/** A registry over three files of numbers, with entries in each. */
export async function openThreeLogs(): Promise<OpenedRegistry> {
  const dataDir = mkdtempSync(join(inject('preparedFolder'), 'three-'));
  const settings = settingsFrom({ DATA_DIR: dataDir, DND_SHARDS: String(shards), LOG_LEVEL: 'silent' });
  const opened = await openRegistry(settings, Date.now, { use: 'COMMAND' });
  const { shard, store } = opened.registry;
  for (const [place, offset] of offsets.entries()) {
    const rows = importOf(`b${place}`, [noVoice, [1, 2, 3]]);
    await shard.importBlock({ ...rows, block: blockOf(numberOf(offset)) });
    await shard.change([numberChange(offset, 0, { kind: 'SENDER_REFUSED', brand: 'acme' })]);
  }
  await store.addCounts([{ key: 'LOOKUPS/a', count: 2 }]);
  return opened;
}

export interface FetchedLog extends LogFacts {
  readonly parts: PartFacts[];
  readonly lines: Uint8Array[];
}

export interface FetchedExport {
  readonly logs: readonly FetchedLog[];
  readonly manifest: string;
  readonly continuations: readonly string[];
}

/** The whole export as somebody fetches it, a part after the other. */
export async function fetchedExport(
  { registry }: Pick<OpenedRegistry, 'registry'>,
  onPart: (logId: string) => Promise<void> = async () => {},
): Promise<FetchedExport> {
  const logs = new Map<string, FetchedLog>();
  const continuations: string[] = [];
  for (;;) {
    const given = await exportPart(registry, exporter, { continuation: continuations.at(-1) });
    if (given === undefined) break;
    const { parts, lines } = logs.get(given.log.logId) ?? { parts: [], lines: [] };
    logs.set(given.log.logId, { ...given.log, parts: [...parts, given.facts], lines: [...lines, given.lines] });
    continuations.push(given.continuation);
    await onPart(given.log.logId);
  }
  const facts = [...logs.values()].map(({ lines: _, ...log }) => log);
  const manifest = await exportManifest(registry, exporter, { continuation: continuations.at(-1) ?? '', logs: facts });
  return { logs: [...logs.values()], manifest, continuations };
}

export const bootstrapToken = 't'.repeat(43);

/** A directory's object and three of numbers, none of which holds anything yet. */
export interface EmptyObjects {
  readonly directory: StandIn;
  readonly numbers: readonly StandIn[];
  readonly defects: unknown[];
  /** As objects that have just begun see what they keep. */
  taking(count?: number): TakingIn;
}

export function emptyObjects(): EmptyObjects {
  const [directory, numbers] = [standInStorage(), numbersLogIds.map(() => standInStorage())];
  const defects: unknown[] = [];
  return {
    ...{ directory, numbers, defects },
    taking: (count = shards) => ({
      target: openDurableTarget(directory, { sha256 }),
      numbers: numbers.slice(0, count).map((storage, index): ReachedTarget => {
        const ask = servedTarget({ place: index + 1, count }, storage, (error) => void defects.push(error));
        return calledTarget(cloned(ask));
      }),
      ...{ bootstrapToken, jurisdiction: 'CN', demo: true, sha256, now: Date.now },
    }),
  };
}

/** As RPC does it: what goes over is a copy. */
function cloned(ask: AskTarget): AskTarget {
  return async (name, given) => structuredClone(await ask(name, structuredClone(given)));
}
