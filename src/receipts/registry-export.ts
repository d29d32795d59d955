import { type EpochMs, formatInstant, secondMs } from '../core/time.ts';
import type { Sha256 } from '../storage/leaf-hash.ts';
import { bytesText, textBytes } from '../storage/moving/base64url.ts';
import type { LogFacts } from '../storage/moving/moved-log.ts';
import { givenReceipt, type Payload } from './given-receipt.ts';
import { statedType } from './jws-verifier.ts';
import type { JwsVerifier, ReceiptDesk, Verification } from './receipt-desk.ts';
import { differingManifest } from './release-manifest.ts';

/** The first edition of the format; another one is refused by name. */
export const exportFormatVersion = 1;

/**
 * What a registry signs of an export of itself: the file `manifest.json`, with its `signature`. That is a JWS of type
 * `dnd-registry-export+jwt` without `exp`, whose payload is these members behind `receiptForm`, `iss` and `iat`.
 */
export interface RegistryManifest {
  readonly format: 'dnd-registry-export';
  readonly formatVersion: number;
  /** Edition of the policy that the registry ran, such as `CN-2026.1`. */
  readonly policy: string;
  readonly issuer: string;
  /** RFC 3339. */
  readonly takenAt: string;
  /** Of a demo: production takes none of it in. */
  readonly demo?: true;
  /** How many logs hold numbers; with one, the registry has no other log. Fixed in a registry: see `shardOfBlock`. */
  readonly shards: number;
  readonly hashAlgorithm: 'SHA-256';
  /** In the order of `logIdsOf`: those of numbers, each as it stood before the next, then the directory's. */
  readonly logs: readonly LogFacts[];
}

export type RegistryManifestFacts = Pick<RegistryManifest, 'policy' | 'issuer' | 'shards' | 'logs'> & {
  readonly takenAt: EpochMs;
  readonly demo: boolean;
};

export const registryExportType = 'dnd-registry-export+jwt';
const receiptForm = 'REGISTRY_EXPORT';

/** The text of `manifest.json`. */
export async function signedManifest(
  { sign }: Pick<ReceiptDesk, 'sign'>,
  { policy, issuer, takenAt, demo, shards, logs }: RegistryManifestFacts,
): Promise<string> {
  const manifest: RegistryManifest = {
    format: 'dnd-registry-export',
    formatVersion: exportFormatVersion,
    ...{ policy, issuer, takenAt: formatInstant(takenAt) },
    ...(demo ? { demo } : {}),
    ...{ shards, hashAlgorithm: 'SHA-256', logs },
  };
  const own = { receiptForm, iss: issuer, iat: Math.floor(takenAt / secondMs) };
  const signature = await sign(registryExportType, JSON.stringify({ ...own, ...manifest }));
  return `${JSON.stringify({ ...manifest, signature }, undefined, 1)}\n`;
}

/** Which export a manifest is of, base64url: the SHA-256 of what was signed, whatever stands around it. */
export function manifestDigest(manifest: RegistryManifest, sha256: Sha256): string {
  return bytesText(sha256(new TextEncoder().encode(JSON.stringify(manifest))));
}

/** The same of the text of one that this registry has just signed. */
export function signedDigest(text: string, sha256: Sha256): string {
  const [, payload = ''] = givenReceipt(text)?.jws.split('.') ?? [];
  return bytesText(sha256(textBytes(payload) ?? new Uint8Array(0)));
}

/** Whether a text is the manifest of an export, or its signature, by what it says of itself. */
export async function isRegistryExport(text: string): Promise<boolean> {
  const given = givenReceipt(text);
  return given !== undefined && (await statedType(given.jws)) === registryExportType;
}

export interface VerifiedExport {
  /** `CONTENT_DIFFERS`: the signature holds, and the manifest beside it says something else. */
  readonly outcome: Verification['outcome'] | 'CONTENT_DIFFERS';
  readonly kid?: string;
  /** Members that are not what was signed. */
  readonly differing: readonly string[];
  /** What was signed; present whenever the signature holds and this program knows the format. */
  readonly manifest?: RegistryManifest;
}

/** What a manifest is worth; of its parts nothing is said. Needs no network: `verifier` has the keys. */
export async function verifyRegistryExport(text: string, verifier: JwsVerifier, now: EpochMs): Promise<VerifiedExport> {
  const given = givenReceipt(text);
  if (given === undefined) return { outcome: 'MALFORMED', differing: [] };
  const { outcome, kid, payload } = await verifier.verify(registryExportType, given.jws, now);
  const named = kid === undefined ? {} : { kid };
  if (payload === undefined) return { ...named, outcome, differing: [] };
  const manifest = manifestOf(payload);
  if (manifest === undefined) return { ...named, outcome: 'MALFORMED', differing: [] };
  const differing = given.response === undefined ? [] : differingManifest(payload, given.response);
  return {
    ...named,
    outcome: outcome === 'VALID' && differing.length > 0 ? 'CONTENT_DIFFERS' : outcome,
    differing,
    manifest,
  };
}

/** Signed by a registry, but perhaps by one of a later edition. */
function manifestOf(payload: Payload): RegistryManifest | undefined {
  const { logs } = payload;
  const isKnown = payload['receiptForm'] === receiptForm && payload['formatVersion'] === exportFormatVersion;
  return isKnown && Array.isArray(logs) ? (payload as unknown as RegistryManifest) : undefined;
}
