import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { minuteMs } from '../../core/time.ts';
import { givenReceipt } from '../../receipts/given-receipt.ts';
import type { RegistryManifest } from '../../receipts/registry-export.ts';
import type { Taking } from '../../storage/moving/moved-log.ts';
import { CommandFailure } from '../failure.ts';
import { keySet } from '../key-set.ts';
import { fetched, refusalOf } from '../remote.ts';
import { manifestFile, partFile, partLines } from './part-files.ts';

const path = '/v1/operator/registry-import';
const timeoutMs = 5 * minuteMs;

/** A runtime in which there is no registry yet, as the holder of its bootstrap token sees it. */
export class RemoteTarget {
  readonly #remote: string;
  readonly #token: string;

  constructor(remote: string, token: string) {
    this.#remote = remote;
    this.#token = token;
  }

  /** By log, the part that is wanted next; none where nothing was begun. Fails where there is a registry, or the token is another. */
  async taking(): Promise<ReadonlyMap<string, number>> {
    return nextParts(await this.#asked('GET', ''));
  }

  async takeIn(folder: string, { logs }: RegistryManifest, jwks: string, onPart: () => void): Promise<void> {
    const text = readFileSync(join(folder, manifestFile), 'utf8');
    const { keys } = await keySet(jwks);
    // The signature holds all that it signs, in less than half of the bytes.
    const manifest = givenReceipt(text)?.jws ?? text;
    const next = await nextParts(await this.#asked('PUT', '/manifest', JSON.stringify({ manifest, keys })));
    for (const { logId, parts } of logs) {
      const nextPart = next.get(logId);
      if (nextPart === undefined) throw new CommandFailure(`${this.#remote} did not begin with ${logId}`);
      for (const facts of parts) {
        if (facts.part >= nextPart) {
          const lines = new Uint8Array(partLines(folder, partFile(logId, facts)));
          await this.#asked('PUT', `/logs/${logId}/parts/${facts.part}`, lines);
        }
        onPart();
      }
    }
    await this.#asked('POST', '/finish');
  }

  async #asked(method: string, at: string, body?: string | Uint8Array<ArrayBuffer>): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#token}` };
    const signal = AbortSignal.timeout(timeoutMs);
    const sent = body === undefined ? {} : { body };
    const response = await fetched(this.#remote, `${path}${at}`, { method, headers, signal, ...sent });
    if (!response.ok) throw await refusalOf(this.#remote, response);
    return response;
  }
}

async function nextParts(response: Response): Promise<ReadonlyMap<string, number>> {
  const { taking } = (await response.json()) as { readonly taking: readonly Taking[] | null };
  return new Map((taking ?? []).map(({ logId, nextPart }) => [logId, nextPart]));
}
