import { Fault } from '../../core/fault.ts';
import { policies } from '../../core/policies/policies.ts';
import type { EpochMs } from '../../core/time.ts';
import { jwksVerifier } from '../../receipts/jws-verifier.ts';
import type { PublishedKey } from '../../receipts/key-ring.ts';
import { verifyRegistryExport } from '../../receipts/registry-export.ts';
import type { Sha256 } from '../../storage/leaf-hash.ts';
import { bytesText } from '../../storage/moving/base64url.ts';
import type { LogTarget, Taking } from '../../storage/moving/moved-log.ts';

/** A registry that is not there yet, and is taken in over HTTP by whoever has the one-time token. */
export interface TakingIn {
  readonly target: LogTarget;
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

/** How far it is; undefined where nothing was begun. */
export async function readTaking(registry: TakingIn, token: string): Promise<Taking | undefined> {
  requireBootstrap(registry, token);
  return registry.target.taking();
}

/**
 * Begins with the manifest of an export, signed under one of the keys that the holder of the token trusts. Faults:
 * INVALID_ARGUMENT, INCOMPATIBLE_STATE, FAILED_PRECONDITION where something else is being taken in.
 */
export async function beginTaking(
  registry: TakingIn,
  token: string,
  { manifest: text, keys }: { readonly manifest: string; readonly keys: readonly PublishedKey[] },
): Promise<Taking> {
  requireBootstrap(registry, token);
  const { outcome, manifest } = await verifyRegistryExport(text, jwksVerifier({ keys }), registry.now());
  if (outcome !== 'VALID' || manifest === undefined) {
    throw new Fault('INVALID_ARGUMENT', `the manifest is not valid: ${outcome}`, { field: 'manifest' });
  }
  const { shards, logs, policy, demo = false } = manifest;
  const [log] = logs;
  if (shards !== 1 || log === undefined || logs.length > 1) {
    throw new Fault('INCOMPATIBLE_STATE', 'the export has other logs than this registry', { field: 'manifest' });
  }
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
  const digest = bytesText(registry.sha256(new TextEncoder().encode(JSON.stringify(manifest))));
  return registry.target.begin(log, digest);
}

/** The lines of a part; see `LogTarget`. Private signing keys are not taken in over HTTP. */
export async function takePart(
  registry: TakingIn,
  token: string,
  { part, lines }: { readonly part: number; readonly lines: Uint8Array },
): Promise<Taking> {
  requireBootstrap(registry, token);
  return registry.target.take(part, lines);
}

/** From now on it is a registry, and the token is worth nothing. */
export async function finishTaking(registry: TakingIn, token: string): Promise<void> {
  requireBootstrap(registry, token);
  await registry.check?.();
  await registry.target.finish();
}

/** One answer for every wrong token, and for the right one where there is a registry. */
function requireBootstrap({ bootstrapToken, sha256, target }: TakingIn, given: string): void {
  const utf8 = new TextEncoder();
  const [known, shown] = [sha256(utf8.encode(bootstrapToken)), sha256(utf8.encode(given))];
  // Of hashes, so that how long it takes tells nothing.
  let differing = 0;
  for (const [at, byte] of known.entries()) differing |= byte ^ (shown[at] as number);
  if (bootstrapToken.length >= bootstrapTokenCharactersMin && differing === 0 && target.isFree()) return;
  throw new Fault('UNAUTHENTICATED', 'a valid bootstrap token is needed', { field: 'header:Authorization' });
}
