import { Fault } from '../core/fault.ts';

/**
 * In workerd a body that is not read when the answer goes out breaks the connection off for the requests behind it, and
 * many refusals come before an operation looks at the body. So the gateway reads bodies whole, but for lists, and of
 * whatever it refuses it reads what is left.
 */

/** What of a refused body is read for the sake of the connection: more than that is given up with it. */
const readOffBytesMax = 16 * 2 ** 20;

export function bodyTooLarge(bytesMax: number): Fault {
  return new Fault('PAYLOAD_TOO_LARGE', 'the body is too large', { field: 'body', limit: `at most ${bytesMax} bytes` });
}

/** Beyond it a body needs room: lookups find some whatever else is sent. */
const smallBytesMax = 16_384;

/** What an isolate holds of bodies at once: anybody may send some, before it is known who he is. */
export class BodyRoom {
  readonly #bytesMax: number;
  #bytes: number = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Whether there was room for so many bytes more, which are held from then on. */
  take(bytes: number): boolean {
    if (this.#bytes + bytes > this.#bytesMax) return false;
    this.#bytes += bytes;
    return true;
  }

  leave(bytes: number): void {
    this.#bytes -= bytes;
  }
}

/**
 * Hands a whole body on, and makes room when it is answered. Fault PAYLOAD_TOO_LARGE where it is longer, UNAVAILABLE
 * where there is no room for it.
 */
export async function withWholeBody<T>(
  body: ReadableStream<Uint8Array>,
  bytesMax: number,
  room: BodyRoom,
  ask: (bytes: Uint8Array) => Promise<T>,
): Promise<T> {
  const held = { bytes: 0 };
  try {
    return await ask(await wholeBody(body, bytesMax, room, held));
  } finally {
    room.leave(held.bytes);
  }
}

async function wholeBody(
  body: ReadableStream<Uint8Array>,
  bytesMax: number,
  room: BodyRoom,
  held: { bytes: number },
): Promise<Uint8Array> {
  let parts: Uint8Array[] = [];
  let length = 0;
  let hasRoom: boolean = true;
  for await (const part of body) {
    length += part.length;
    if (length > readOffBytesMax) break;
    if (hasRoom && length > smallBytesMax && length <= bytesMax) {
      hasRoom = room.take(length - held.bytes);
      if (hasRoom) held.bytes = length;
    }
    if (hasRoom && length <= bytesMax) parts.push(part);
    else parts = [];
  }
  if (length > bytesMax) throw bodyTooLarge(bytesMax);
  if (!hasRoom) throw new Fault('UNAVAILABLE', 'too much is sent at once', { retryAfterSec: 1 });
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Hands a list on as it comes; once it is refused, reads what is left of it. */
export async function withList(
  { body, headers }: Request,
  ask: (list: ReadableStream | null) => Promise<Response>,
): Promise<Response> {
  if (body === null) return ask(null);
  const { readable, writable } = pipeOf(headers.get('content-length'));
  const piped = body.pipeTo(writable, { preventCancel: true }).catch(() => undefined);
  const response = await ask(readable);
  if (!response.ok) {
    await piped;
    await readOff(body);
  }
  return response;
}

/** A declared length stays declared. */
function pipeOf(length: string | null): TransformStream<Uint8Array, Uint8Array> {
  return length === null ? new IdentityTransformStream() : new FixedLengthStream(Number(length));
}

export async function readOff(body: ReadableStream<Uint8Array> | null): Promise<void> {
  if (body === null) return;
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes > readOffBytesMax) return;
  }
}
