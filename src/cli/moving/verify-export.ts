import { dirname } from 'node:path';
import { jwksVerifier } from '../../receipts/jws-verifier.ts';
import type { JwsVerifier } from '../../receipts/receipt-desk.ts';
import { type VerifiedExport, verifyRegistryExport } from '../../receipts/registry-export.ts';
import { requireWholeManifest } from '../../registry/moving/whole-manifest.ts';
import { CommandFailure } from '../failure.ts';
import { type FolderOptions, inRegistry } from '../folder.ts';
import { keySet } from '../key-set.ts';
import type { Terminal } from '../terminal.ts';
import { type CheckedLog, checkedParts, requireParts } from './check-parts.ts';

interface VerifyOptions extends FolderOptions {
  readonly jwks?: string;
  readonly json?: true;
}

/** The manifest of an export, and the parts beside its file; of standard input the manifest alone. */
export async function verifyExport(
  terminal: Terminal,
  file: string,
  text: string,
  { jwks, json, ...options }: VerifyOptions,
): Promise<void> {
  const check = (verifier: JwsVerifier) => verifyRegistryExport(text, verifier, terminal.now());
  const verified =
    jwks === undefined
      ? await inRegistry(terminal, options, ({ registry }) => check(registry.receipts))
      : await check(jwksVerifier(await keySet(jwks)));
  const signed = verified.outcome === 'VALID' ? verified.manifest : undefined;
  // All of its names are then names of files in this folder.
  if (signed !== undefined) requireWholeManifest(signed, undefined);
  const { logs: named = [], shards = 1 } = signed ?? {};
  const logs = file === '-' ? [] : named.map((log) => checkedParts(dirname(file), log, shards));
  terminal.out(json ? JSON.stringify({ ...verified, logs }) : reportText(verified, logs));
  if (signed === undefined) throw new CommandFailure(`the manifest is not valid: ${verified.outcome}`);
  requireParts(logs);
}

function reportText({ outcome, differing, kid, manifest }: VerifiedExport, logs: readonly CheckedLog[]): string {
  const { issuer, policy, takenAt, demo } = manifest ?? {};
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['differs in', differing.length === 0 ? undefined : differing.join(', ')],
    ['key', kid],
    ['registry', demo ? `${issuer}, a demo` : issuer],
    ['policy', policy],
    ['exported', takenAt],
    ...(manifest?.logs ?? []).map(
      ({ logId, head, parts }) => [logId, `${head} entries in ${parts.length} parts`] as const,
    ),
    ...logs.map(({ logId, root }) => [`root of ${logId}`, root] as const),
  ];
  const lines = facts.filter(([, fact]) => fact !== undefined).map(([name, fact]) => `  ${name}: ${fact}`);
  return [
    `${outcome}: ${outcome === 'VALID' ? 'the registry signed this export of itself' : 'this proves nothing'}`,
    ...lines,
  ].join('\n');
}
