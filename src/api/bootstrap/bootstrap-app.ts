import { z } from '@hono/zod-openapi';
import { type Context, Hono } from 'hono';
import { Fault } from '../../core/fault.ts';
import { isReported, type ReportDefect } from '../../http/fault-status.ts';
import type { PublishedKey } from '../../receipts/key-ring.ts';
import {
  beginTaking,
  finishTaking,
  readTaking,
  requireBootstrap,
  type TakingIn,
  takePart,
} from '../../registry/moving/take-in.ts';
import type { ApiEnv } from '../context.ts';
import { correlatorOf } from '../correlator.ts';
import { bearerOf } from '../guard.ts';
import { limitBody } from '../limit-body.ts';
import { problemOf } from '../problem.ts';
import { reply, replyEmpty } from '../reply.ts';

const path = '/v1/operator/registry-import';
/** As an export's parts may be at most. */
const partBytesMax = 32 * 2 ** 20;
const manifestBytesMax = 16 * 2 ** 20;

const manifestSchema = z.strictObject({
  manifest: z.string().max(manifestBytesMax),
  keys: z.array(z.record(z.string().max(64), z.string().max(1_024))).max(1_000),
});

/**
 * All that answers where there is no registry yet, and one is to be taken in: to the holder of the bootstrap token, in
 * no document. Everything else is 503. Whoever runs it asks `LogTarget.isFree` first, and opens the registry once
 * `onFinished` was called.
 */
export function bootstrapApp(registry: TakingIn, reportDefect: ReportDefect, onFinished: () => void): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.onError((error, c) => {
    if (isReported(error)) reportDefect(error, c.get('correlator') ?? '');
    return problemOf(c, error);
  });
  app.use(async (c, next) => {
    c.set('correlator', correlatorOf(c.req.header('x-correlator')));
    await next();
  });
  app.get(path, async (c) => reply(c, 200, { taking: (await readTaking(registry, tokenOf(c))) ?? null }));
  app.put(`${path}/manifest`, async (c) => {
    // Strangers are sent away before their body is read.
    requireBootstrap(registry, tokenOf(c));
    await limitBody(2 * manifestBytesMax)(c);
    const { manifest, keys } = manifestOf(await c.req.text());
    return reply(c, 200, { taking: await beginTaking(registry, tokenOf(c), { manifest, keys }) });
  });
  app.put(`${path}/logs/:log{log(?:-[1-9][0-9]{0,3})?}/parts/:part{[1-9][0-9]{0,4}}`, async (c) => {
    requireBootstrap(registry, tokenOf(c));
    await limitBody(partBytesMax)(c);
    const lines = new Uint8Array(await c.req.arrayBuffer());
    const logId = c.req.param('log');
    return reply(c, 200, {
      taking: await takePart(registry, tokenOf(c), { logId, part: Number(c.req.param('part')), lines }),
    });
  });
  app.post(`${path}/finish`, async (c) => {
    await finishTaking(registry, tokenOf(c));
    onFinished();
    return replyEmpty(c);
  });
  app.notFound((c) => problemOf(c, new Fault('UNAVAILABLE', 'there is no registry here yet')));
  return app;
}

function tokenOf(c: Context<ApiEnv>): string {
  return bearerOf(c.req.header('authorization'));
}

function manifestOf(text: string): { readonly manifest: string; readonly keys: readonly PublishedKey[] } {
  const parsed = manifestSchema.safeParse(jsonOf(text));
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') || 'body';
    throw new Fault('INVALID_ARGUMENT', 'not a manifest with the keys it is checked with', { field });
  }
  return parsed.data as unknown as ReturnType<typeof manifestOf>;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
