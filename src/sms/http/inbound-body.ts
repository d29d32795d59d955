import { Fault } from '../../core/fault.ts';

/** Ten messages joined (3GPP TS 23.040) in JSON, and room. */
const bodyBytesMax = 16_384;

/** A body whole. Fault PAYLOAD_TOO_LARGE beyond 16 kB. */
export async function bodyBytes(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get('content-length') ?? 0) > bodyBytesMax) throw tooLarge;
  if (request.headers.get('content-length') !== null) return new Uint8Array(await request.arrayBuffer());
  const whole = new Uint8Array(bodyBytesMax);
  let length = 0;
  for await (const part of request.body ?? []) {
    if (length + part.byteLength > bodyBytesMax) throw tooLarge;
    whole.set(part, length);
    length += part.byteLength;
  }
  return whole.slice(0, length);
}

const tooLarge = new Fault('PAYLOAD_TOO_LARGE', 'the body is too large', {
  field: 'body',
  limit: `at most ${bodyBytesMax} bytes`,
});

/** Fault INVALID_ARGUMENT where it is no text of 1 to `max` characters. */
export function requiredText(value: unknown, field: string, max: number, min: number = 1): string {
  if (typeof value === 'string' && value.length >= min && value.length <= max) return value;
  throw new Fault('INVALID_ARGUMENT', `${field} is missing or not of the right length`, {
    field,
    limit: `${min} to ${max} characters`,
  });
}

/** What every door takes of a text. */
export const textLimits = { text: 2_000, to: 64, from: 32, messageId: 128 } as const;
