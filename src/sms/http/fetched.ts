import type { HandOver } from '../outlet.ts';

/** An answer of the other side: its status and the beginning of its body. */
export interface Fetched {
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  readonly body: string;
}

const bodyBytesMax = 4_096;
/** Longer than `fetch` waits for a connection (10 s): a text that was never on its way is not in doubt. */
export const usualTimeoutMs = 15_000;

/**
 * Posts to the other side. Never rejects: what did not reach it for certain is LATER, what may have reached it is
 * IN_DOUBT. Redirects are not followed: the other side does not choose where texts go.
 */
export async function posted(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  timeoutMs: number,
): Promise<Fetched | HandOver> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    return {
      status: response.status,
      retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
      body: await beginningOf(response),
    };
  } catch (error) {
    const code = causeCode(error);
    return unreached.has(code)
      ? { status: 'LATER', reason: `the other side cannot be reached (${code})` }
      : { status: 'IN_DOUBT', reason: signal.aborted ? `no answer in ${timeoutMs} ms` : `the link broke (${code})` };
  }
}

const badPort = 'bad port';

/** Nothing was sent where the connection was not made. */
const unreached = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'],
  ...[badPort, 'CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'],
  ...['ERR_TLS_CERT_ALTNAME_INVALID', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
]);

function causeCode(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : undefined;
  // The standard of `fetch` keeps away from some ports, such as 25 and 6000.
  if (cause instanceof Error && cause.message === 'bad port') return badPort;
  const { code, syscall } = (cause ?? {}) as { readonly code?: unknown; readonly syscall?: unknown };
  if (syscall === 'connect' && code === 'ETIMEDOUT') return 'UND_ERR_CONNECT_TIMEOUT';
  return typeof code === 'string' ? code.slice(0, 64) : 'unknown';
}

/** A status that came holds, also where the rest of the answer does not come. */
async function beginningOf(response: Response): Promise<string> {
  return read(response).catch(() => '');
}

/** RFC 9110 section 10.2.3, the form in seconds. */
function retryAfterMs(value: string | null): number | undefined {
  return value !== null && /^\d{1,6}$/.test(value) ? Number(value) * 1_000 : undefined;
}

async function read(response: Response): Promise<string> {
  const bytes: Uint8Array[] = [];
  let length = 0;
  if (response.body === null) return '';
  const reader = response.body.getReader();
  while (length < bodyBytesMax) {
    const { value, done } = await reader.read();
    if (done) break;
    bytes.push(value);
    length += value.byteLength;
  }
  await reader.cancel().catch(() => undefined);
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of bytes) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return new TextDecoder().decode(whole.subarray(0, bodyBytesMax));
}
