import { z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { Fault } from '../core/fault.ts';
import { claimKey, type KeptAnswer } from '../registry/access/kept-answers.ts';
import type { ApiContext, ApiEnv } from './context.ts';

/** The header as the document shows it: part of `request.headers` of every route behind `idempotent`. */
export const idempotencyHeaders = z.object({
  'idempotency-key': z
    .string()
    .min(1)
    .max(64)
    .optional()
    .openapi({
      description:
        'The same key and body again within 24 hours: the first answer again, with `idempotency-replayed: true`. ' +
        'Only answers of success are kept.',
      example: '3f0c2a6e-registrations-17',
    }),
});

/**
 * Lets a caller repeat a request without repeating its effect, where he names it by `Idempotency-Key`. A key belongs
 * to one caller and one operation. Only 2xx answers are kept: anything else has changed nothing or says that the
 * outcome is not known, and may be tried again. Stands behind the guard and the body limit. `bodyWords`: what tells
 * one body from another; all of it where absent.
 */
export function idempotent(
  operationId: string,
  bodyWords: (c: ApiContext) => Promise<string> = (c) => c.req.text(),
): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const key = keyOf(c.req.header('idempotency-key'));
    if (key === undefined) return next();
    const content = `${c.req.path}\n${new URL(c.req.url).search}\n${await bodyWords(c)}`;
    const claim = await claimKey(c.get('registry'), c.get('actor'), { operation: operationId, key, content });
    switch (claim.status) {
      case 'ANSWERED':
        return replayed(c, claim.answer);
      case 'OTHER':
        throw new Fault('ALREADY_EXISTS', 'the key was used for another request', { field: keyField });
      case 'RUNNING':
        throw new Fault('ABORTED', 'the same request is under way', { field: keyField, retryAfterSec: 1 });
      case 'FRESH':
        await next();
        return ended(c.res.ok ? claim.keep(await keptAnswer(c.res)) : claim.release());
    }
  };
}

/** What was done is done, and the answer says so: a key that cannot be ended now is free again after a while. */
async function ended(ending: Promise<void>): Promise<void> {
  try {
    await ending;
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'UNAVAILABLE')) throw error;
  }
}

const keyField = 'header:Idempotency-Key';
const keyPattern = /^[\x20-\x7e]{1,64}$/;

function keyOf(header: string | undefined): string | undefined {
  if (header === undefined || keyPattern.test(header)) return header;
  throw new Fault('INVALID_ARGUMENT', 'the key is empty, too long or not printable', {
    field: keyField,
    limit: '1 to 64 printable ASCII characters',
  });
}

const keptHeaders = ['content-type', 'etag', 'location'];

async function keptAnswer(response: Response): Promise<KeptAnswer> {
  const headers: Record<string, string> = {};
  for (const name of keptHeaders) {
    const value = response.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  return { status: response.status, headers, body: await response.clone().text() };
}

function replayed(c: ApiContext, { status, headers, body }: KeptAnswer): Response {
  return new Response(status === 204 ? null : body, {
    status,
    headers: {
      ...headers,
      'cache-control': 'no-store',
      'x-correlator': c.get('correlator'),
      'idempotency-replayed': 'true',
    },
  });
}
