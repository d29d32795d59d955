import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { policies } from '../../core/policies/policies.ts';
import { jwksVerifier } from '../../receipts/jws-verifier.ts';
import { manifestDigest, type RegistryManifest, verifyRegistryExport } from '../../receipts/registry-export.ts';
import { requireWholeManifest } from '../../registry/moving/whole-manifest.ts';
import { sha256 } from '../../storage/sqlite/sha256.ts';
import { CommandFailure } from '../failure.ts';
import { textOf } from '../json-file.ts';
import { keySet } from '../key-set.ts';
import type { Terminal } from '../terminal.ts';
import { manifestFile } from './part-files.ts';

export interface GivenExport {
  readonly manifest: RegistryManifest;
  /** Which export it is: of what was signed, whatever stands around it. */
  readonly manifestDigest: string;
}

/** The export in a folder, if somebody whose keys are given signed it, it has all logs, and this program can take it in. */
export async function givenExport(folder: string, jwks: string, terminal: Terminal): Promise<GivenExport> {
  const file = join(folder, manifestFile);
  if (!existsSync(file))
    throw new CommandFailure(`${folder}: no ${manifestFile} there: an export without it was broken off`);
  const text = await textOf(file, terminal.input);
  const { outcome, manifest, differing } = await verifyRegistryExport(
    text,
    jwksVerifier(await keySet(jwks)),
    terminal.now(),
  );
  if (outcome !== 'VALID' || manifest === undefined) {
    const where = differing.length === 0 ? '' : `: ${differing.join(', ')}`;
    throw new CommandFailure(`${file} is not valid: ${outcome}${where}`);
  }
  requireWholeManifest(manifest, undefined);
  requireKnownPolicy(manifest);
  return { manifest, manifestDigest: manifestDigest(manifest, sha256) };
}

function requireKnownPolicy({ policy }: RegistryManifest): void {
  const [jurisdiction = ''] = policy.split('-');
  if (!Object.hasOwn(policies, jurisdiction)) throw new CommandFailure(`this program has no policy of ${jurisdiction}`);
}
