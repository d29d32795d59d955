import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { Country, Member } from './country.ts';
import type { Answer } from './http.ts';

/** A day's wishes as a carrier hands them in, after YD/T 4535-2023. */
export interface Wishes {
  readonly content: string;
  /** The manifest beside it. */
  manifestOf(carrier: string, sequence: number): Readonly<Record<string, unknown>> & { readonly file: string };
}

/** Two rows, of which the second is no number. */
export function wishes(c: Country, phoneNumber = c.phoneNumber()): Wishes {
  const rows = [`${phoneNumber},FIN_CREDIT,OTP,a`, 'nonsense,FIN_CREDIT,OTP,b'];
  const content = `${['phoneNumber,refuse,proof,reference', ...rows].join('\n')}\n`;
  return {
    content,
    manifestOf(carrier, sequence) {
      const date = new Date().toISOString().slice(0, 10);
      const file = `UserWishUpload_${carrier}_${date.replaceAll('-', '')}_${String(sequence).padStart(3, '0')}.csv`;
      const sha256 = createHash('sha256').update(content).digest('hex');
      return { file, carrier, date, sequence, rows: rows.length, sha256 };
    },
  };
}

export interface HandedIn {
  readonly carrier: Member;
  readonly file: string;
  readonly answer: Answer;
}

/** Announces the first file of a carrier: a new one, unless one is named, for which the numbers of the file may lie elsewhere. */
export async function announced(c: Country, { manifestOf }: Wishes, carrier?: Member): Promise<HandedIn> {
  const from = carrier ?? (await c.admit('CARRIER'));
  const body = manifestOf(from.client.clientId, 1);
  const answer = await from.ask('POST', '/v1/carrier-files', { body });
  expect(answer.status).toBe(201);
  return { carrier: from, file: body.file, answer };
}

export async function sentFile(c: Country, wished: Wishes, by?: Member): Promise<HandedIn> {
  const { carrier, file } = await announced(c, wished, by);
  const headers = { 'content-type': 'text/csv' };
  const answer = await carrier.ask('PUT', `/v1/carrier-files/${file}/content`, { body: wished.content, headers });
  expect(answer.status).toBe(202);
  return { carrier, file, answer };
}
