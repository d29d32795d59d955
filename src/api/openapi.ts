import { type Scope, scopes } from '../core/organisation.ts';
import { registryVersion } from '../registry/version.ts';
import type { ApiApp } from './mount.ts';

type OpenApiDocument = ReturnType<ApiApp['getOpenAPI31Document']>;

/** The operations by audience, in the order in which the document shows them. */
const tags: readonly { readonly name: string; readonly description: string }[] = [
  { name: 'lookup', description: 'Carriers, resellers, call centres, brands: ask before every call or message' },
  { name: 'scrubs', description: 'Carriers, resellers, call centres, brands: whole lists' },
  { name: 'consent-requests', description: 'Brands and who sends for them: ask a subscriber for consent' },
  { name: 'subscriber', description: 'Subscribers: one-time code, preferences, history, consents, sender refusals' },
  { name: 'registrations', description: 'Carriers: choices on a subscriber’s behalf, with the kind of proof' },
  { name: 'carrier-files', description: 'Carriers: a day’s choices as a file with its manifest, answered row by row' },
  { name: 'industry-library', description: 'Carriers and senders: which sender identities stand for which trade' },
  { name: 'inbound-texts', description: 'Carrier: texts that subscribers sent' },
  { name: 'number-events', description: 'Carriers: numbers disconnected, reassigned, ported' },
  { name: 'organisations', description: 'Operator: who may use the registry, and with which keys' },
  {
    name: 'sender-identities',
    description: 'Operator: what the called person sees, whose it is, who may send under it',
  },
  { name: 'abuse-signals', description: 'Operator and regulator: who seems to collect the register' },
  { name: 'canary-numbers', description: 'Operator: numbers that nobody has' },
  { name: 'signing-keys', description: 'Operator: the keys that sign receipts and tokens' },
  { name: 'bulk-assertions', description: 'Operator: what carriers asserted in bulk, and its reversal' },
  {
    name: 'statistics',
    description: 'Regulator: published figures, as cells and as files; what another law would change',
  },
  { name: 'operator', description: 'Operator: the whole registry, on its way to another machine' },
  { name: 'status', description: 'Operator and regulator: how the registry does' },
  { name: 'sign-in-links', description: 'Any organisation: let a person of yours sign in' },
  { name: 'sign-in-sessions', description: 'People at an organisation: who is signed in' },
  { name: 'public', description: 'Anyone: tokens, keys, the policy, verification of receipts, open data, health' },
];

const scopeWords: Readonly<Record<Scope, string>> = {
  'dnd:lookups:check': 'ask whether something may be sent',
  'dnd:registrations:write': 'state choices on a subscriber’s behalf',
  'dnd:number-events:write': 'report what became of numbers',
  'dnd:inbound-texts:write': 'hand in texts from subscribers',
  'dnd:consents:request': 'ask subscribers for consent',
  'dnd:log:read': 'read the change log and its proofs',
  'dnd:organisations:manage': 'admit, change and suspend organisations',
  'dnd:senders:manage': 'register sender identities and their agents',
  'dnd:keys:manage': 'rotate signing keys',
  'dnd:status:read': 'see how the registry does',
  'dnd:statistics:read': 'see the figures of every release',
  'dnd:registry:export': 'take the whole registry away; held only where it was given by name',
};

const info = {
  title: 'Do-not-disturb registry',
  version: registryVersion,
  description:
    'Subscribers say who may disturb them, about what, how and when. Senders ask before every call or message and get a signed answer. Phone numbers never stand in a URL; unknown properties are refused; refusals of a request are problem documents (RFC 9457) that name the field and the limit.',
  license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  'x-camara-commonalities': '0.8.0',
};

/** The OpenAPI 3.1 document of every operation that was mounted: the same for the same operations, in any order. */
export function openApiDocument(app: ApiApp): OpenApiDocument {
  const {
    paths = {},
    components = {},
    ...rest
  } = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info,
    servers: [{ url: '/' }],
    tags: [...tags],
  });
  return {
    ...rest,
    paths: Object.fromEntries(sorted(paths).map(([path, operations]) => [path, sayingWho(operations)])),
    components: {
      schemas: Object.fromEntries(sorted(components.schemas ?? {})),
      securitySchemes: securitySchemes(),
    },
  };
}

/** The document as it is served and as it is kept. */
export function openApiText(app: ApiApp): string {
  return `${JSON.stringify(openApiDocument(app), null, 2)}\n`;
}

type PathItem = NonNullable<OpenApiDocument['paths']>[string];

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Puts into words who may call, for readers of the page: `security` says it to tools. */
function sayingWho(operations: PathItem): PathItem {
  const worded = { ...operations };
  for (const method of methods) {
    const operation = worded[method];
    if (operation === undefined) continue;
    const who = `Open to: ${whoMay(operation.security?.[0])}.`;
    const description = operation.description === undefined ? who : `${operation.description}\n\n${who}`;
    worded[method] = { ...operation, description };
  }
  return worded;
}

function whoMay(security: Readonly<Record<string, readonly string[]>> | undefined): string {
  if (security === undefined) return 'anyone';
  const scope = security['organisation']?.[0];
  if (scope !== undefined) return `organisations with the scope \`${scope}\``;
  if ('organisation' in security) return 'every organisation';
  return 'subscriber' in security ? 'the holder of a number, by session' : 'signed-in people of an organisation';
}

function securitySchemes(): NonNullable<NonNullable<OpenApiDocument['components']>['securitySchemes']> {
  return {
    organisation: {
      type: 'oauth2',
      description: 'Client credentials with `private_key_jwt`; see `/.well-known/oauth-authorization-server`.',
      flows: {
        clientCredentials: {
          tokenUrl: '/oauth/token',
          scopes: Object.fromEntries(scopes.map((scope) => [scope, scopeWords[scope]])),
        },
      },
    },
    signIn: {
      type: 'apiKey',
      in: 'cookie',
      name: '__Host-dnd-session',
      description: 'Set by `POST /v1/sign-in-sessions`.',
    },
    subscriber: {
      type: 'http',
      scheme: 'bearer',
      description: 'Session token of `POST /v1/subscriber/sessions`.',
    },
  };
}

function sorted<T>(members: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1));
}
