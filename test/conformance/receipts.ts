import { createHash } from 'node:crypto';
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { expect } from 'vitest';
import type { Country } from './country.ts';

export type Payload = Readonly<Record<string, unknown>>;

/** What a receipt says, once a stock JOSE library has found its signature good under the published keys. */
export async function verified({ nobody }: Country, jws: string, typ = 'dnd-receipt+jwt'): Promise<Payload> {
  const keys = createLocalJWKSet((await nobody('GET', '/.well-known/jwks.json')).body<JSONWebKeySet>());
  const { payload, protectedHeader } = await compactVerify(jws, keys, { algorithms: ['ES256'] });
  expect(protectedHeader).toMatchObject({ alg: 'ES256', typ });
  return JSON.parse(new TextDecoder().decode(payload)) as Payload;
}

export interface Report {
  readonly outcome: string;
  readonly content: string;
  readonly receiptForm?: string;
  readonly payload?: Payload;
}

/** What the registry itself says of it. */
export async function reportOn({ callCentre }: Country, given: { receipt: string } | { response: string }) {
  const answer = await callCentre.ask('POST', '/v1/receipts/verify', { body: given });
  expect(answer.status).toBe(200);
  return answer.body<Report>();
}

export function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('base64url');
}

/** The exact text of the member `results` of an answer, from `[` to `]`: of our own answers nothing else nests so. */
export function resultsText(answer: string): string {
  const start = answer.indexOf('"results":') + '"results":'.length;
  return answer.slice(start, answer.indexOf('],"summary"') + 1);
}

/** RFC 9162, 2.1.3.2: the root that a leaf hash and its path lead to. */
export function rootFromPath(leaf: Uint8Array, index: number, size: number, path: readonly Uint8Array[]): string {
  let [node, last, hash] = [index, size - 1, leaf];
  for (const beside of path) {
    expect(last).toBeGreaterThan(0);
    const isRight = node % 2 === 1 || node === last;
    hash = createHash('sha256')
      .update(Uint8Array.of(1))
      .update(isRight ? beside : hash)
      .update(isRight ? hash : beside)
      .digest();
    if (isRight) while (node % 2 === 0 && node !== 0) [node, last] = [node >> 1, last >> 1];
    [node, last] = [node >> 1, last >> 1];
  }
  expect(last).toBe(0);
  return Buffer.from(hash).toString('base64url');
}
