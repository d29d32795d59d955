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
  /** File of the links by which texts come and go; absent: there are none. */
  readonly smsLinks: string | undefined;
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
  ['SMS_LINKS', '(none)', 'JSON file, mode 0600, of the links by which texts come and go'],
  ['LOG_LEVEL', 'info', 'debug, info, warn, error or silent'],
];

/** A setting that cannot be used; the message names it and says what it must be. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

const loopbackHosts = ['127.0.0.1', '::1', 'localhost'];
const secretBytesMin = 32;
const megabytesMax = 65_536;
const portMax = 65_535;

/** Throws `SettingError` for the first setting that is missing or wrong. */
export function settingsFrom(environment: Environment): Settings {
  const read = reader(environment);
  const mode = read('DND_MODE', oneOf('demo', 'production'), 'demo');
  const hostname = read('HOST', text(255), '127.0.0.1');
  const host = hostname.includes(':') ? `[${hostname}]` : hostname;
  const port = read('PORT', integer(0, portMax), 8787);
  const settings: Settings = {
    mode,
    host,
    port,
    metricsPort: read('METRICS_PORT', integer(0, portMax), 0),
    dataDir: read('DATA_DIR', text(4_096), 'data'),
    policy: read('POLICY', oneOf(...Object.keys(policies)), 'CN'),
    issuer: read('DND_ISSUER', webUrl, `http://${host}:${port}`).replace(/\/+$/, ''),
    trustedProxyHops: read('TRUSTED_PROXY_HOPS', integer(0, 16), 0),
    keySecret: read('DND_KEY_SECRET', secret, undefined),
    pepper: read('DND_PEPPER', secret, undefined),
    blockCacheMb: read('BLOCK_CACHE_MB', integer(1, megabytesMax), 256),
    answerCacheMb: read('ANSWER_CACHE_MB', integer(1, megabytesMax), 128),
    workers: read('WORKERS', integer(1, 64), 1),
    workerHeapMb: read('WORKER_HEAP_MB', integer(128, megabytesMax), 512),
    smsLinks: read('SMS_LINKS', text(4_096), undefined),
    logLevel: read('LOG_LEVEL', oneOf('debug', 'info', 'warn', 'error', 'silent'), 'info'),
  };
  if (settings.mode === 'production') requireProduction(environment, settings);
  else requireDemo(settings);
  requirePorts(settings);
  return settings;
}

/** What a setting's text has to be, in words, and its value; undefined where the text is something else. */
interface Form<T> {
  readonly words: string;
  readonly value: (text: string) => T | undefined;
}

/** An empty text counts as none. */
function reader(environment: Environment) {
  return <T, F>(name: string, { words, value }: Form<T>, fallback: F): T | F => {
    const given = environment[name] ?? '';
    if (given === '') return fallback;
    const read = value(given);
    if (read === undefined) throw new SettingError(`${name}: must be ${words}`);
    return read;
  };
}

function oneOf<T extends string>(...words: readonly T[]): Form<T> {
  return { words: `one of ${words.join(', ')}`, value: (given) => words.find((word) => word === given) };
}

function integer(least: number, most: number): Form<number> {
  const isWithin = (value: number) => Number.isInteger(value) && value >= least && value <= most;
  return {
    words: `a whole number from ${least} to ${most}`,
    value: (given) => (isWithin(Number(given)) ? Number(given) : undefined),
  };
}

function text(charactersMax: number): Form<string> {
  return {
    words: `at most ${charactersMax} characters`,
    value: (given) => (given.length <= charactersMax ? given : undefined),
  };
}

const issuerCharactersMax = 255;

const webUrl: Form<string> = {
  words: `an http or https URL of at most ${issuerCharactersMax} characters`,
  value: (given) =>
    /^https?:\/\//i.test(given) && URL.canParse(given) && given.length <= issuerCharactersMax ? given : undefined,
};

const secret: Form<Uint8Array<ArrayBuffer>> = {
  words: `base64 of at least ${secretBytesMin} bytes`,
  value(given) {
    const bytes = new Uint8Array(Buffer.from(given, 'base64'));
    return base64.test(given) && bytes.byteLength >= secretBytesMin ? bytes : undefined;
  },
};

/** RFC 4648 4, padded. */
const base64 = /^(?:[0-9a-zA-Z+/]{4})*(?:[0-9a-zA-Z+/]{2}==|[0-9a-zA-Z+/]{3}=)?$/;

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
