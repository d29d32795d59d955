import { z } from 'zod';
import { policies } from '../core/policies/policies.ts';

/** Everything that can be set from outside, read once at the start. `settingWords` is its documentation. */
export interface Settings {
  readonly mode: 'demo' | 'production';
  readonly host: string;
  readonly port: number;
  /** 0: no metrics are served. Always on 127.0.0.1. */
  readonly metricsPort: number;
  readonly dataDir: string;
  /** Jurisdiction, such as `CN`. */
  readonly policy: string;
  readonly issuer: string;
  /** Proxies of our own between clients and us, each of which appends to `X-Forwarded-For`. */
  readonly trustedProxyHops: number;
  /** At least 32 bytes each; in demo mode absent: then made up and kept in the data folder. */
  readonly keySecret: Uint8Array<ArrayBuffer> | undefined;
  readonly pepper: Uint8Array<ArrayBuffer> | undefined;
  readonly blockCacheMb: number;
  readonly answerCacheMb: number;
  /** Server processes on one port; the caches above are shared out among them. */
  readonly workers: number;
  readonly workerHeapMb: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Name, default and meaning of each setting, as `dnd serve --help` and the README show them. */
export const settingWords: readonly (readonly [name: string, fallback: string, meaning: string])[] = [
  ['DND_MODE', 'demo', '`demo` (loopback only, made-up clients) or `production`'],
  ['HOST', '127.0.0.1', 'address to listen on; demo mode takes loopback only'],
  ['PORT', '8787', 'port of the registry'],
  ['METRICS_PORT', '0', 'port of the metrics on 127.0.0.1, of the next worker the next one; 0: none'],
  ['DATA_DIR', 'data', 'folder of the registry, made with mode 0700'],
  ['POLICY', 'CN', `jurisdiction: ${Object.keys(policies).join(', ')}`],
  ['DND_ISSUER', 'http://HOST:PORT in demo mode', 'https URL under which the registry is reached'],
  ['DND_KEY_SECRET', '(none in demo mode)', 'base64, 32 bytes or more: encrypts the signing keys at rest'],
  ['DND_PEPPER', '(made up in demo mode)', 'base64, 32 bytes or more: hashes one-time codes and sessions'],
  ['TRUSTED_PROXY_HOPS', '0', 'proxies in front that append to X-Forwarded-For; 0 in demo mode'],
  ['BLOCK_CACHE_MB', '256', 'memory for blocks of numbers, megabytes; shared out among the workers'],
  ['ANSWER_CACHE_MB', '128', 'memory for signed answers, megabytes; shared out among the workers'],
  ['WORKERS', '1', 'server processes on the one port: about one a core'],
  ['WORKER_HEAP_MB', '512', 'heap of each worker where there are several, megabytes; one that needs more is replaced'],
  ['LOG_LEVEL', 'info', 'debug, info, warn, error or silent'],
];

/** A setting that cannot be used; the message names it and says what it must be. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

const loopbackHosts = ['127.0.0.1', '::1', 'localhost'];
const secretBytesMin = 32;

const megabytes = z.coerce.number().int().min(1).max(65_536);
const portMax = 65_535;
const port = z.coerce.number().int().min(0).max(portMax);
const secret = z
  .base64()
  .transform((text) => new Uint8Array(Buffer.from(text, 'base64')))
  .refine((bytes) => bytes.byteLength >= secretBytesMin, `must be base64 of at least ${secretBytesMin} bytes`);

const environmentSchema = z.object({
  DND_MODE: z.enum(['demo', 'production']).default('demo'),
  HOST: z.string().min(1).max(255).default('127.0.0.1'),
  PORT: port.default(8787),
  METRICS_PORT: port.default(0),
  DATA_DIR: z.string().min(1).max(4_096).default('data'),
  POLICY: z.enum(Object.keys(policies)).default('CN'),
  DND_ISSUER: z
    .url({ protocol: /^https?$/ })
    .max(255)
    .optional(),
  DND_KEY_SECRET: secret.optional(),
  DND_PEPPER: secret.optional(),
  TRUSTED_PROXY_HOPS: z.coerce.number().int().min(0).max(16).default(0),
  BLOCK_CACHE_MB: megabytes.default(256),
  ANSWER_CACHE_MB: megabytes.default(128),
  WORKERS: z.coerce.number().int().min(1).max(64).default(1),
  WORKER_HEAP_MB: megabytes.min(128).default(512),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

/** Throws `SettingError` for the first setting that is missing or wrong. */
export function settingsFrom(environment: Environment): Settings {
  const parsed = environmentSchema.safeParse(withoutEmpty(environment));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new SettingError(`${issue?.path.join('.')}: ${issue?.message}`);
  }
  const values = parsed.data;
  const host = values.HOST.includes(':') ? `[${values.HOST}]` : values.HOST;
  const settings: Settings = {
    mode: values.DND_MODE,
    host: values.HOST,
    port: values.PORT,
    metricsPort: values.METRICS_PORT,
    dataDir: values.DATA_DIR,
    policy: values.POLICY,
    issuer: (values.DND_ISSUER ?? `http://${host}:${values.PORT}`).replace(/\/+$/, ''),
    trustedProxyHops: values.TRUSTED_PROXY_HOPS,
    keySecret: values.DND_KEY_SECRET,
    pepper: values.DND_PEPPER,
    blockCacheMb: values.BLOCK_CACHE_MB,
    answerCacheMb: values.ANSWER_CACHE_MB,
    workers: values.WORKERS,
    workerHeapMb: values.WORKER_HEAP_MB,
    logLevel: values.LOG_LEVEL,
  };
  if (settings.mode === 'production') requireProduction(environment, settings);
  else requireDemo(settings);
  requirePorts(settings);
  return settings;
}

function requireProduction(environment: Environment, { issuer }: Settings): void {
  for (const name of ['DND_ISSUER', 'DND_KEY_SECRET', 'DND_PEPPER']) {
    if ((environment[name] ?? '') === '') throw new SettingError(`${name}: production needs it set`);
  }
  if (!issuer.startsWith('https://')) throw new SettingError('DND_ISSUER: production needs an https URL');
}

function requireDemo({ host, trustedProxyHops }: Settings): void {
  if (!loopbackHosts.includes(host)) {
    throw new SettingError(`HOST: demo mode listens on ${loopbackHosts.join(', ')} only; set DND_MODE=production`);
  }
  if (trustedProxyHops !== 0) throw new SettingError('TRUSTED_PROXY_HOPS: demo mode has no proxy; it must be 0');
}

function requirePorts({ metricsPort, workers }: Settings): void {
  const last = portMax - workers + 1;
  if (metricsPort > last) throw new SettingError(`METRICS_PORT: each worker has a port of its own; at most ${last}`);
}

function withoutEmpty(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => (entry[1] ?? '') !== ''),
  );
}
