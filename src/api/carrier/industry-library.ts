import { z } from '@hono/zod-openapi';
import { bodyFrom } from '../../http/streamed-body.ts';
import { issueIndustryLibrary, readIndustryLibrary } from '../../registry/carrier-files/industry-library.ts';
import { organisationOf } from '../context.ts';
import { type ApiApp, mount } from '../mount.ts';
import { positionSchema } from '../number-wire.ts';
import { reply } from '../reply.ts';
import { organisationRoute } from '../route.ts';
import { signatureSchema } from './carrier-file-wire.ts';

const scope = 'dnd:lookups:check';

const manifestSchema = z
  .object({
    file: z.string().max(128).openapi({ example: 'IndustryLibrary_REGISTRY_20261122_001.csv' }),
    date: z.string().max(10).openapi({ example: '2026-11-22' }),
    rows: z
      .int()
      .min(0)
      .max(2 ** 31),
    bytes: z
      .int()
      .min(0)
      .max(2 ** 40),
    sha256: z.string().max(64),
    position: positionSchema,
    policy: z.string().max(32),
    signature: signatureSchema,
  })
  .openapi('IndustryLibraryManifest');

const manifest = organisationRoute(scope, {
  method: 'get',
  path: '/v1/industry-library',
  operationId: 'issueIndustryLibrary',
  summary: 'The manifest of the library of sender identities as it is now',
  description:
    'After YD/T 4535-2023: which numbers, headers and signatures stand for which trade. The file itself is at `/v1/industry-library/content`; where its digest is another, somebody was registered in between: ask for both again.',
  request: {},
  answers: { 200: manifestSchema },
});

const content = organisationRoute(scope, {
  method: 'get',
  path: '/v1/industry-library/content',
  operationId: 'readIndustryLibrary',
  summary: 'The library of sender identities as it is now',
  description: 'CSV: `senderId`, `kind`, `brand`, `brandName`, `categories` (separated by spaces), `status`.',
  request: {},
  answers: {},
  files: { 200: ['text/csv'] },
});

export function industryLibraryRoutes(app: ApiApp): void {
  mount(app, manifest, async (c) => {
    const issued = await issueIndustryLibrary(c.get('registry'), organisationOf(c));
    return reply(c, 200, { ...issued.manifest, signature: issued.signature });
  });
  mount(app, content, (c) => {
    const text = encoded(readIndustryLibrary(c.get('registry'), organisationOf(c)));
    return new Response(bodyFrom(text), {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'cache-control': 'no-store',
        'x-correlator': c.get('correlator'),
      },
    });
  });
}

async function* encoded(pieces: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const piece of pieces) yield encoder.encode(piece);
}
