import { expect } from 'vitest';
import type { ServedRegistry } from '../served-registry.ts';

/** An answer as a client meets it. */
export interface Answered {
  readonly status: number;
  readonly retryAfter: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON the test expects.
  readonly body: any;
}

export async function post(server: ServedRegistry, path: string, token: string, body: object): Promise<Answered> {
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, retryAfter: response.headers.get('retry-after'), body: await response.json() };
}

/** The numbers refuse everything, as their holders said by text message. */
export function refuseAll(server: ServedRegistry, carrierToken: string, numbers: readonly string[]): Promise<Answered> {
  const preferences = { base: 'REFUSE_ALL', cells: [] };
  const registrations = numbers.map((phoneNumber) => ({ phoneNumber, preferences }));
  return post(server, '/v1/registrations', carrierToken, { proof: 'MO_SMS', registrations });
}

export function lookUp(server: ServedRegistry, callerToken: string, phoneNumber: string): Promise<Answered> {
  const enquiry = { phoneNumber, category: 'FIN_CREDIT', channel: 'VOICE', sender: 'DEMO' };
  return post(server, '/v1/lookup', callerToken, enquiry);
}

/** Which of the numbers are on record as refusing all. */
export async function refusingOf(
  server: ServedRegistry,
  callerToken: string,
  phoneNumbers: readonly string[],
): Promise<string[]> {
  const question = { category: 'FIN_CREDIT', channel: 'VOICE', sender: 'DEMO', phoneNumbers };
  const { status, body } = await post(server, '/v1/lookup/batch', callerToken, question);
  expect(status).toBe(200);
  return (body.results as { phoneNumber: string; reason: string }[])
    .filter(({ reason }) => reason === 'REFUSED')
    .map(({ phoneNumber }) => phoneNumber);
}

/** Made-up numbers, one after another. */
export function numbersFrom(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `+86139${String(first + index).padStart(8, '0')}`);
}

/** A clear refusal: what cannot be done, when to come back, and what a sender shall do meanwhile. */
export function expectRefused({ status, retryAfter, body }: Answered, message: string): void {
  expect(body).toMatchObject({ status: 503, code: 'UNAVAILABLE', message: expect.stringContaining(message) });
  expect(body.failurePolicy).toContain('transactional goes on');
  expect(status).toBe(503);
  expect(Number(retryAfter)).toBeGreaterThan(0);
}
