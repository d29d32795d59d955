import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { minuteMs } from '../../core/time.ts';
import type { LogFacts } from '../../storage/moving/moved-log.ts';
import { CommandFailure } from '../failure.ts';
import { isRecord } from '../json-file.ts';
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

  /** The part that is wanted next; undefined where nothing was begun. Fails where there is a registry, or the token is another. */
  async nextPart(): Promise<number | undefined> {
    const { taking } = (await (await this.#asked('GET', '')).json()) as { readonly taking: unknown };
    return isRecord(taking) ? Number(taking['nextPart']) : undefined;
  }

  async takeIn(folder: string, log: LogFacts, jwks: string, onPart: (taken: number) => void): Promise<void> {
    const manifest = readFileSync(join(folder, manifestFile), 'utf8');
    const { keys } = await keySet(jwks);
    await this.#asked('PUT', '/manifest', JSON.stringify({ manifest, keys }));
    const next = await this.nextPart();
    if (next === undefined) throw new CommandFailure(`${this.#remote} did not begin`);
    for (const facts of log.parts.slice(next - 1)) {
      await this.#asked('PUT', `/parts/${facts.part}`, new Uint8Array(partLines(folder, partFile(log.logId, facts))));
      onPart(facts.part);
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
