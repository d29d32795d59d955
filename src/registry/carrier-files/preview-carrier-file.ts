import type { WishManifest } from '../../core/carrier-file.ts';
import { parsePhoneNumber } from '../../core/phone-number.ts';
import { servesNumber } from '../../core/serving-carrier.ts';
import { loadNumberingRules, numberReader } from '../../scrub/number-reader.ts';
import type { Actor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import { carrierDocument } from '../numbers/acting-carrier.ts';
import type { RegistrationRow } from '../numbers/register-numbers.ts';
import type { Registry } from '../registry.ts';
import { hexadecimal } from './digest-text.ts';
import { knownFile } from './open-carrier-file.ts';
import { digested, requireDigest, requireRowCount } from './upload-carrier-file.ts';
import { wishRecords } from './wish-records.ts';
import { wishRowReader } from './wish-row.ts';

export interface PreviewCarrierFile {
  readonly manifest: WishManifest;
  /** The file's bytes, from the first, as often as it is called. */
  readonly bytes: () => AsyncIterable<Uint8Array>;
  /** Files that would come before it. */
  readonly coming: readonly WishManifest[];
}

/** Rows that would be asked for, and those that would be rejected, by the field that is wrong. */
export interface CarrierFilePreview {
  readonly isKnown: boolean;
  readonly rows: number;
  readonly rejected: Readonly<Record<string, number>>;
}

/** What would become of a file: the same faults as where it is sent, and nothing is changed. */
export async function previewCarrierFile(
  registry: Registry,
  actor: Actor,
  { manifest, bytes, coming }: PreviewCarrierFile,
): Promise<CarrierFilePreview> {
  const carrier = requireOrganisation(actor, 'dnd:registrations:write');
  const document = carrierDocument(registry, carrier);
  const isKnown = knownFile(registry, carrier, manifest, coming) !== undefined;
  const { policy, scrubs, shard, now } = registry;
  const digest = scrubs.tools.newDigest();
  for await (const _ of digested(bytes(), (chunk) => digest.update(chunk)));
  requireDigest(manifest, hexadecimal(digest.digest()));
  await loadNumberingRules();
  const rowOf = wishRowReader(policy, numberReader(policy, policy.jurisdiction), now);
  const rejected: Record<string, number> = {};
  let rows = 0;
  for await (const records of wishRecords(scrubs.tools, bytes())) {
    rows += records.length;
    if (rows > manifest.rows) break;
    for (const record of records) {
      const field = await wrongField(rowOf(record));
      if (field !== undefined) rejected[field] = (rejected[field] ?? 0) + 1;
    }
  }
  requireRowCount(manifest, rows);
  return { isKnown, rows, rejected };

  async function wrongField(row: RegistrationRow): Promise<string | undefined> {
    if ('fault' in row) return row.fault.field ?? 'row';
    if (row.proof === 'CARRIER_ASSERTED' && row.agent === undefined) return 'agent';
    const number = parsePhoneNumber(row.phoneNumber);
    if (number === undefined) return 'phoneNumber';
    const { record } = await shard.number(number);
    return servesNumber(document, number, record.detail) ? undefined : 'phoneNumber';
  }
}
