import { Fault } from '../../core/fault.ts';
import { logIdsOf } from '../../core/log-layout.ts';
import { policies } from '../../core/policies/policies.ts';
import type { EpochMs } from '../../core/time.ts';
import { jwksVerifier } from '../../receipts/jws-verifier.ts';
import type { PublishedKey } from '../../receipts/key-ring.ts';
import { manifestDigest, verifyRegistryExport } from '../../receipts/registry-export.ts';
import type { Sha256 } from '../../storage/leaf-hash.ts';
import type { LogTarget, ReachedTarget, Taking } from '../../storage/moving/moved-log.ts';
import { requireWholeManifest } from './whole-manifest.ts';

/** A registry that is not there yet, and is taken in over HTTP by whoever has the one-time token. */
export interface TakingIn {
  /** The directory's log, which is begun first and finished last: there is a registry when it is whole. */
  readonly target: LogTarget;
  /** Of the logs of numbers, by their places; none where the directory's log has them. */
  readonly numbers: readonly ReachedTarget[];
  /** Given to the runtime as a secret; nobody else can call anything. It is worth nothing once there is a registry. */
  readonly bootstrapToken: string;
  /** Jurisdiction of the policy that the runtime is set to. */
  readonly jurisdiction: string;
  readonly demo: boolean;
  readonly sha256: Sha256;
  readonly now: () => EpochMs;
  /** Throws where what was taken in does not fit itself; before it is served. */
  readonly check?: (() => void | Promise<void>) | undefined;
}

export const bootstrapTokenCharactersMin = 43;

/** How far each log is, in the order of the manifest; undefined where nothing was begun. */
export async function readTaking(registry: TakingIn, token: string): Promise<readonly Taking[] | undefined> {
  requireBootstrap(registry, token);
  const directory = registry.target.taking();
  if (directory === undefined) return undefined;
  const numbers = await Promise.all(registry.numbers.map((target) => target.taking()));
  // One that was not begun yet is begun with the manifest, which has to be sent again.
  return numbers.every((taking) => taking !== undefined) ? [...numbers, directory] : undefined;
}

/**
 * Begins with the manifest of an export, signed under one of the keys that the holder of the token trusts. Faults:
 * INVALID_ARGUMENT, INCOMPATIBLE_STATE, FAILED_PRECONDITION where something else is being taken in.
 */
export async function beginTaking(
  registry: TakingIn,
  token: string,
  { manifest: text, keys }: { readonly manifest: string; readonly keys: readonly PublishedKey[] },
): Promise<readonly Taking[]> {
  requireBootstrap(registry, token);
  const { outcome, manifest } = await verifyRegistryExport(text, jwksVerifier({ keys }), registry.now());
  if (outcome !== 'VALID' || manifest === undefined) {
    throw new Fault('INVALID_ARGUMENT', `the manifest is not valid: ${outcome}`, { field: 'manifest' });
  }
  const { numbers, target } = registry;
  requireWholeManifest(manifest, Math.max(1, numbers.length));
  const { shards, logs, policy, demo = false } = manifest;
  const { jurisdiction } = registry;
  if (!Object.hasOwn(policies, jurisdiction) || !policy.startsWith(`${jurisdiction}-`)) {
    throw new Fault('INCOMPATIBLE_STATE', `the export is of the policy ${policy}`, {
      field: 'manifest',
      limit: jurisdiction,
    });
  }
  if (demo && !registry.demo) {
    throw new Fault('INCOMPATIBLE_STATE', 'the export is of a demo: production takes none of it in', {
      field: 'manifest',
    });
  }
  const digest = manifestDigest(manifest, registry.sha256);
  const given = logs.map((log) => ({ log, shards, manifestDigest: digest }));
  const directory = await target.begin(given.at(-1) as (typeof given)[0]);
  const others = numbers.map((one, index) => one.begin(given[index] as (typeof given)[0]));
  return [...(await Promise.all(others)), directory];
}

/** The lines of a part; see `ReachedTarget`. Private signing keys are not taken in over HTTP. Fault NOT_FOUND for no log. */
export async function takePart(
  registry: TakingIn,
  token: string,
  { logId, part, lines }: { readonly logId: string; readonly part: number; readonly lines: Uint8Array },
): Promise<Taking> {
  requireBootstrap(registry, token);
  const { numbers, target } = registry;
  const at = logIdsOf(Math.max(1, numbers.length)).indexOf(logId);
  if (at === -1) throw new Fault('NOT_FOUND', 'there is no such log', { field: 'log' });
  return (numbers[at] ?? target).take(part, lines);
}

/**
 * From now on it is a registry, and the token is worth nothing. Where it was broken off it is called again, and goes on.
 * Fault FAILED_PRECONDITION where a log is not whole.
 */
export async function finishTaking(registry: TakingIn, token: string): Promise<void> {
  requireBootstrap(registry, token);
  const { numbers, target, check } = registry;
  const digest = target.taking()?.manifestDigest ?? '';
  await check?.();
  await Promise.all(numbers.map((one) => one.finish(digest)));
  await target.finish(digest);
}

/** One answer for every wrong token, and for the right one where there is a registry. */
export function requireBootstrap({ bootstrapToken, sha256, target }: TakingIn, given: string): void {
  const utf8 = new TextEncoder();
  const [known, shown] = [sha256(utf8.encode(bootstrapToken)), sha256(utf8.encode(given))];
  // Of hashes, so that how long it takes tells nothing.
  let differing = 0;
  for (const [at, byte] of known.entries()) differing |= byte ^ (shown[at] as number);
  if (bootstrapToken.length >= bootstrapTokenCharactersMin && differing === 0 && target.isFree()) return;
  throw new Fault('UNAUTHENTICATED', 'a valid bootstrap token is needed', { field: 'header:Authorization' });
}
