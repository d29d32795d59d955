import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { wishResultName } from '../../core/carrier-file.ts';
import type { OrganisationActor } from '../../registry/access/actor.ts';
import type { FileEnd } from '../../registry/carrier-files/carrier-file.ts';
import { openCarrierFile } from '../../registry/carrier-files/open-carrier-file.ts';
import { readCarrierFile, readCarrierResult } from '../../registry/carrier-files/read-carrier-files.ts';
import { runCarrierFiles } from '../../registry/carrier-files/run-carrier-files.ts';
import { uploadCarrierFile } from '../../registry/carrier-files/upload-carrier-file.ts';
import type { Registry } from '../../registry/registry.ts';
import { CommandFailure } from '../failure.ts';
import type { ArrivedFile } from './arrived-files.ts';
import { arrivedBytes, placeFile } from './carrier-folder.ts';

const lookMs = 200;
/** A server that has the carrier's files in hand does a million rows in less. */
const waitMsMax = 900_000;

/** Takes a file, has its rows done, and writes its result with manifest and signature into a folder. */
export async function takeFile(
  registry: Registry,
  carrier: OrganisationActor,
  { path, manifest }: ArrivedFile,
  results: string,
  onRows: (rows: number) => void,
): Promise<FileEnd & { readonly isKnown: boolean }> {
  const opened = await openCarrierFile(registry, carrier, manifest);
  await uploadCarrierFile(registry, carrier, { file: manifest.file, bytes: arrivedBytes(path) });
  const until = performance.now() + waitMsMax;
  for (;;) {
    await runCarrierFiles(registry, { onProgress: (_, rows) => onRows(rows) }, carrier.organisationId);
    const { end } = readCarrierFile(registry, carrier, { file: manifest.file }).state;
    if (end !== undefined) {
      await writeResult(registry, carrier, manifest.file, end, results);
      return { ...end, isKnown: opened.status === 'COMPLETED' };
    }
    if (performance.now() > until)
      throw new CommandFailure(`${manifest.file}: a server has it in hand and does not end`);
    await wait(lookMs);
  }
}

/** The manifest comes last: who sees it finds the result whole. */
async function writeResult(
  registry: Registry,
  carrier: OrganisationActor,
  file: string,
  { manifest, signature }: FileEnd,
  folder: string,
): Promise<void> {
  const { bytes, read } = readCarrierResult(registry, carrier, { file });
  await placeFile(join(folder, manifest.file), read(0, bytes));
  await placeFile(join(folder, wishResultName(file, 'json')), [
    `${JSON.stringify({ ...manifest, signature }, null, 2)}\n`,
  ]);
}
