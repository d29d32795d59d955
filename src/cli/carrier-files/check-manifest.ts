import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Verification } from '../../receipts/receipt-desk.ts';
import type { Registry } from '../../registry/registry.ts';
import { CommandFailure } from '../failure.ts';
import { isRecord, jsonOf } from '../json-file.ts';
import { arrivedBytes } from './carrier-folder.ts';

/** What a signed manifest is worth, with the file beside it; `CONTENT_DIFFERS` comes before the times. */
export async function checkManifest(
  { receipts, now }: Registry,
  path: string,
): Promise<{ readonly file: string; readonly outcome: Verification['outcome'] | 'CONTENT_DIFFERS' }> {
  const content = jsonOf(path);
  if (!isRecord(content) || typeof content['file'] !== 'string' || typeof content['signature'] !== 'string') {
    throw new CommandFailure(`${path}: no signed manifest`);
  }
  const { file, signature, ...said } = content as Readonly<Record<string, unknown>> & {
    readonly file: string;
    readonly signature: string;
  };
  if (!/^[\w-]{1,120}\.csv$/.test(file)) throw new CommandFailure(`${path}: it speaks of no file`);
  const { outcome, payload } = await receipts.verify('dnd-receipt+jwt', signature, now());
  if (payload === undefined) return { file, outcome };
  const isSame = (name: string, value: unknown) => JSON.stringify(payload[name]) === JSON.stringify(value);
  const saysSame =
    payload['receiptForm'] === 'MANIFEST' &&
    Object.entries({ file, ...said }).every(([name, value]) => isSame(name, value));
  const digest = createHash('sha256');
  for await (const chunk of arrivedBytes(join(dirname(path), file))) digest.update(chunk);
  const fits = saysSame && payload['sha256'] === digest.digest('hex');
  return { file, outcome: fits ? outcome : 'CONTENT_DIFFERS' };
}
