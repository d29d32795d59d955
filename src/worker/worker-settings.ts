import { shardsMax } from '../core/number-shard.ts';
import { policies } from '../core/policies/policies.ts';
import type { DemoOrganisation } from '../runtime/demo-organisations.ts';
import { type RegistrySettings, registrySettings, requireProduction } from '../runtime/registry-settings.ts';
import { type Form, oneOf, SettingError, settingReader } from '../runtime/setting-forms.ts';
import { platformLimits } from './platform-limits.ts';

/** Everything that can be set of a deployment: variables and secrets of the worker. */
export interface WorkerSettings extends RegistrySettings {
  /** The links by which texts come and go, as `SMS_LINKS` of Node has them in its file; those by HTTP. */
  readonly smsLinks: unknown;
  /** Where the objects may be kept and run, by law; fixed with the first request. Undefined: anywhere. */
  readonly jurisdiction: (typeof jurisdictions)[number] | undefined;
  /** Near where a new object is wanted. Undefined: near whoever asks first. */
  readonly location: (typeof locations)[number] | undefined;
  /** Admitted as `operator` where there is no operator yet. */
  readonly firstOperator: readonly PublicKey[];
  /** Of who may take a registry in where there is none yet: worth nothing once there is one. */
  readonly bootstrapToken: string | undefined;
  /** Whom the demo admits; their private halves stay with who started it. */
  readonly demoClients: readonly DemoOrganisation[];
}

/** A JWK (RFC 7517) without its private members. */
type PublicKey = Readonly<Record<string, unknown>>;

/** What the platform has (its documentation, 2026). */
const jurisdictions = ['eu', 'fedramp'] as const;
const locations = ['wnam', 'enam', 'sam', 'weur', 'eeur', 'apac', 'oc', 'afr', 'me'] as const;

/** Name, default and meaning of each setting, for the README. */
export const workerSettingWords: readonly (readonly [name: string, fallback: string, meaning: string])[] = [
  ['DND_MODE', 'demo', '`demo` (loopback only, made-up clients) or `production`'],
  ['DND_ISSUER', '(none in demo mode)', 'https URL under which the registry is reached'],
  ['DND_KEY_SECRET', '(none in demo mode)', 'secret; base64, 32 bytes or more: encrypts the signing keys at rest'],
  ['DND_PEPPER', '(made up in demo mode)', 'secret; base64, 32 bytes or more: hashes one-time codes and sessions'],
  ['DND_FIRST_OPERATOR', '(none)', 'public keys (JWK or JWKS) of the first operator, admitted where there is none yet'],
  ['DND_SHARDS', '1', `objects that numbers are kept in, 1 to ${shardsMax}; fixed when the registry is made`],
  [
    'DND_BOOTSTRAP_TOKEN',
    '(none)',
    'secret; 43 characters or more: by it a registry is taken in where there is none yet, and until then nothing else answers',
  ],
  ['DND_JURISDICTION', '(none)', 'eu or fedramp: where all that is kept stays; fixed when the registry is made'],
  ['DND_LOCATION', '(near the first request)', 'region of the platform near which new objects are made, such as apac'],
  ['POLICY', 'CN', `jurisdiction: ${Object.keys(policies).join(', ')}`],
  ['SMS_LINKS', '(none)', 'secret; JSON of the links by which texts come and go, those by HTTP'],
  ['BLOCK_CACHE_MB', String(platformLimits.blockCacheMb), 'memory for blocks of numbers, megabytes'],
  ['ANSWER_CACHE_MB', String(platformLimits.answerCacheMb), 'memory for signed answers, megabytes'],
  ['LOG_LEVEL', 'info', 'debug, info, warn, error or silent'],
];

const known = new WeakMap<object, WorkerSettings>();

/** As `workerSettings`; read once for each isolate. */
export function settingsOf(env: object): WorkerSettings {
  const settings = known.get(env) ?? workerSettings(env);
  known.set(env, settings);
  return settings;
}

/** Throws `SettingError` for the first setting that is missing or wrong. */
export function workerSettings(env: object): WorkerSettings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => typeof value === 'string')) as Record<
    string,
    string
  >;
  const read = settingReader(given);
  const { blockCacheMb, answerCacheMb } = platformLimits;
  const settings: WorkerSettings = {
    ...registrySettings(read, { issuer: 'http://127.0.0.1:8787', blockCacheMb, answerCacheMb, shardsMax }),
    jurisdiction: read('DND_JURISDICTION', oneOf(...jurisdictions), undefined),
    location: read('DND_LOCATION', oneOf(...locations), undefined),
    smsLinks: read('SMS_LINKS', json, undefined),
    firstOperator: read('DND_FIRST_OPERATOR', publicKeys, []),
    bootstrapToken: read('DND_BOOTSTRAP_TOKEN', bootstrapToken, undefined),
    demoClients: read('DND_DEMO_CLIENTS', demoOrganisations, []),
  };
  if (settings.mode === 'demo') return settings;
  requireProduction(given, settings);
  if (settings.demoClients.length > 0) throw new SettingError('DND_DEMO_CLIENTS: production admits no demo client');
  return settings;
}

const bootstrapToken: Form<string> = {
  words: 'base64url of 32 bytes or more',
  value: (given) => (/^[\w-]{43,512}$/.test(given) ? given : undefined),
};

const charactersMax = 2 ** 20;

const json: Form<unknown> = { words: 'JSON', value: parsed };

const publicKeys: Form<readonly PublicKey[]> = {
  words: 'a public key (JWK) or a set of them (JWKS)',
  value(given) {
    const content = parsed(given);
    const keys = isRecord(content) && Array.isArray(content['keys']) ? content['keys'] : [content];
    return keys.length > 0 && keys.every((key) => isRecord(key) && !('d' in key)) ? keys : undefined;
  },
};

const demoOrganisations: Form<readonly DemoOrganisation[]> = {
  words: 'a list of clients of the demo',
  value(given) {
    const content = parsed(given);
    return Array.isArray(content) && content.every(isDemoOrganisation) ? content : undefined;
  },
};

function isDemoOrganisation(value: unknown): value is DemoOrganisation {
  return isRecord(value) && typeof value['clientId'] === 'string' && isRecord(value['publicJwk']) && 'role' in value;
}

function parsed(given: string): unknown {
  if (given.length > charactersMax) return undefined;
  try {
    return JSON.parse(given);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
