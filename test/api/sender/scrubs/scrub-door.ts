import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { registryApp } from '../../../../src/api/app.ts';
import { setOrganisation, tokenFor } from '../../../registry/memory-registry.ts';
import { type ScrubRegistry, scrubRegistry } from '../../../registry/scrubs/scrub-registry.ts';

export const termsQuery = 'category=FIN_CREDIT&channel=VOICE&sender=LENDER';

export interface ScrubCall {
  readonly body?: string | Uint8Array | ReadableStream<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
  /** `caller` where absent. */
  readonly as?: string;
}

export interface ScrubDoor extends ScrubRegistry {
  readonly defects: unknown[];
  readonly scrubFolder: string;
  /** Answers of `/v1/scrubs` and what is below it. */
  ask(method: string, path: string, call?: ScrubCall): Promise<Response>;
  /** The answer of `POST /v1/lookup` to the caller. */
  lookUp(question: object): Promise<Response>;
}

/** The application over a memory registry with two callers, scrubs in a folder of their own. */
export async function scrubDoor(): Promise<ScrubDoor> {
  const scrubFolder = mkdtempSync(join(tmpdir(), 'dnd-scrubs-'));
  onTestFinished(() => rmSync(scrubFolder, { recursive: true, force: true }));
  const made = await scrubRegistry({ scrubFolder });
  const defects: unknown[] = [];
  const app = registryApp(made.registry, { reportDefect: (error) => void defects.push(error) });
  const other = await setOrganisation(made.registry, 'other-caller', { role: 'CALL_CENTRE' });
  return {
    ...made,
    defects,
    scrubFolder,
    async ask(method, path, { body, headers = {}, as = 'caller' } = {}) {
      // A fresh one each time: some tests let days go by.
      const token = await tokenFor(made.registry, as === 'caller' ? made.caller : other);
      const init = {
        method,
        headers: { authorization: `Bearer ${token}`, ...headers },
        duplex: 'half' as const,
      };
      return app.request(`/v1/scrubs${path}`, body === undefined ? init : { ...init, body: body as ReadableStream });
    },
    async lookUp(question) {
      const headers = {
        authorization: `Bearer ${await tokenFor(made.registry, made.caller)}`,
        'content-type': 'application/json',
      };
      return app.request('/v1/lookup', { method: 'POST', headers, body: JSON.stringify(question) });
    },
  };
}

/** A body that comes in the pieces that are given, or waits for what they wait for. */
export function streamOf(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  return ReadableStream.from(pieces);
}

export const csv = { 'content-type': 'text/csv' } as const;
