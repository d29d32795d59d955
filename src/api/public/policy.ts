import { z } from '@hono/zod-openapi';
import { Fault } from '../../core/fault.ts';
import type { Policy } from '../../core/policy.ts';
import { isKnown } from '../../http/entity-tag.ts';
import { base64url } from '../../registry/access/keyed-hash.ts';
import type { ApiContext } from '../context.ts';
import { type ApiApp, mount } from '../mount.ts';
import { reply } from '../reply.ts';
import { publicRoute } from '../route.ts';
import { policySchema } from './policy-wire.ts';

const route = publicRoute({
  method: 'get',
  path: '/v1/policy',
  operationId: 'readPolicy',
  summary: 'The rules this registry runs, as data',
  description: 'Each row names its source. `ETag` and `If-None-Match` save fetching it again.',
  request: {
    query: z.strictObject({
      language: z.string().max(35).optional().openapi({
        description: 'Names in this language alone: one of the policy’s `languages`',
        example: 'en',
      }),
    }),
    headers: z.object({ 'if-none-match': z.string().max(1_024).optional() }),
  },
  answers: { 200: policySchema, 304: null },
});

export function policyRoute(app: ApiApp): void {
  mount(app, route, async (c) => {
    const { body, etag } = await policyText(c.get('registry').policy, c.req.valid('query').language);
    const headers = { etag, 'cache-control': 'public, max-age=300' };
    return isKnown(c, etag) ? notModified(c, headers) : reply(c, 200, body, headers);
  });
}

function notModified(c: ApiContext, headers: Readonly<Record<string, string>>): Response {
  return new Response(null, { status: 304, headers: { 'x-correlator': c.get('correlator'), ...headers } });
}

interface PolicyText {
  readonly body: string;
  readonly etag: string;
}

const textsOf = new WeakMap<Policy, Map<string, Promise<PolicyText>>>();

/** Made once for each language: a policy is large and never changes. */
function policyText(policy: Policy, language: string | undefined): Promise<PolicyText> {
  if (language !== undefined && !policy.languages.includes(language)) {
    throw new Fault('INVALID_ARGUMENT', 'the policy has no names in this language', {
      field: 'query:language',
      limit: `one of ${policy.languages.join(', ')}`,
    });
  }
  const texts = textsOf.get(policy) ?? new Map<string, Promise<PolicyText>>();
  textsOf.set(policy, texts);
  const known = texts.get(language ?? '');
  if (known !== undefined) return known;
  const made = tagged(JSON.stringify(language === undefined ? policy : inLanguage(policy, language)));
  texts.set(language ?? '', made);
  return made;
}

async function tagged(body: string): Promise<PolicyText> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body)));
  return { body, etag: `"${base64url(digest)}"` };
}

function inLanguage(policy: Policy, language: string): Policy {
  const named = <T extends { readonly names: Policy['categories'][number]['names'] }>(row: T): T => ({
    ...row,
    names: { [language]: row.names[language] ?? '' },
  });
  return {
    ...policy,
    languages: [language],
    categories: policy.categories.map(named),
    channels: policy.channels.map(named),
    dayTypes: policy.dayTypes.map(named),
  };
}
