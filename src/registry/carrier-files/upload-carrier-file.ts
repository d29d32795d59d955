import { type WishManifest, wishFileMax } from '../../core/carrier-file.ts';
import { Fault } from '../../core/fault.ts';
import type { Actor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import { carrierDocument } from '../numbers/acting-carrier.ts';
import type { Registry } from '../registry.ts';
import type { CarrierFile, OwnCarrierFile } from './carrier-file.ts';
import { hexadecimal } from './digest-text.ts';
import { ownCarrierFile } from './own-carrier-file.ts';
import { wishRecords } from './wish-records.ts';

export interface UploadCarrierFile {
  readonly file: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * Takes the bytes of a file that was announced, all of them. Whatever is wrong with the file as a whole refuses it
 * before a row is done, and it may be sent again: INVALID_ARGUMENT for another digest or number of rows than the
 * manifest's, or what is no CSV; PAYLOAD_TOO_LARGE. Of a file that has come, the same again changes nothing.
 */
export async function uploadCarrierFile(
  registry: Registry,
  actor: Actor,
  { file: name, bytes }: UploadCarrierFile,
): Promise<OwnCarrierFile> {
  const carrier = requireOrganisation(actor, 'dnd:registrations:write');
  carrierDocument(registry, carrier);
  const { carrierFiles } = registry;
  const { organisationId } = carrier;
  const own = ownCarrierFile(registry, carrier, name);
  const claim = own.status === 'UPLOADING' ? carrierFiles.claim(organisationId, name, 'UPLOAD') : undefined;
  if (own.status === 'UPLOADING' && claim === undefined) {
    throw new Fault('ABORTED', 'the file is coming in already', { field: 'path:file', retryAfterSec: 1 });
  }
  try {
    const { file, status } = ownCarrierFile(registry, carrier, name);
    const digest = registry.scrubs.tools.newDigest();
    const checked = digested(bytes, (chunk) => digest.update(chunk));
    if (status !== 'UPLOADING') {
      for await (const _ of checked);
      requireDigest(file.manifest, hexadecimal(digest.digest()));
      return ownCarrierFile(registry, carrier, name);
    }
    try {
      await carrierFiles.putInput(organisationId, name, checked);
      requireDigest(file.manifest, hexadecimal(digest.digest()));
      await requireRows(registry, file);
    } catch (error) {
      await carrierFiles.dropInput(organisationId, name);
      throw error;
    }
    await carrierFiles.completeInput(organisationId, name);
  } finally {
    claim?.release();
  }
  return ownCarrierFile(registry, carrier, name);
}

async function requireRows(
  { carrierFiles, scrubs }: Registry,
  { organisationId, manifest }: CarrierFile,
): Promise<void> {
  let rows = 0;
  for await (const records of wishRecords(scrubs.tools, carrierFiles.input(organisationId, manifest.file))) {
    rows += records.length;
    // What has more rows than it may is not read to its end.
    if (rows > manifest.rows) break;
  }
  requireRowCount(manifest, rows);
}

export function requireRowCount(manifest: WishManifest, rows: number): void {
  if (rows === manifest.rows) return;
  throw new Fault('INVALID_ARGUMENT', `${manifest.file} has another number of rows than its manifest says`, {
    field: 'body',
    limit: `${manifest.rows} rows; it has ${rows > manifest.rows ? 'more' : rows}`,
  });
}

export function requireDigest(manifest: WishManifest, digest: string): void {
  if (digest === manifest.sha256) return;
  throw new Fault('INVALID_ARGUMENT', `${manifest.file} is not the file that its manifest speaks of`, {
    field: 'body',
    limit: `sha256 ${manifest.sha256}; it has ${digest}`,
  });
}

/** Told of the bytes as they go by. Fault PAYLOAD_TOO_LARGE. */
export async function* digested(
  bytes: AsyncIterable<Uint8Array>,
  onBytes: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > wishFileMax.bytes) {
      throw new Fault('PAYLOAD_TOO_LARGE', 'the file is too large: split it', {
        field: 'body',
        limit: `at most ${wishFileMax.bytes} bytes`,
      });
    }
    onBytes(chunk);
    yield chunk;
  }
}
