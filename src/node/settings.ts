import { policies } from '../core/policies/policies.ts';
import {
  megabytesMax,
  type RegistrySettings,
  registrySettings,
  requireProduction,
} from '../runtime/registry-settings.ts';
import { type Environment, integer, SettingError, settingReader, text } from '../runtime/setting-forms.ts';

/** Everything that can be set from outside, read once at the start. `settingWords` is its documentation. */
export interface Settings extends RegistrySettings {
  readonly host: string;
  readonly port: number;
  /** 0: no metrics are served. Always on 127.0.0.1. */
  readonly metricsPort: number;
  readonly dataDir: string;
  /** Proxies of our own between clients and us, each of which appends to `X-Forwarded-For`. */
  readonly trustedProxyHops: number;
  /** Server processes on one port; the caches are shared out among them. */
  readonly workers: number;
  readonly workerHeapMb: number;
  /** File of the links by which texts come and go; absent: there are none. */
  readonly smsLinks: string | undefined;
}

/** Each takes a file, a thread and connections of its own. */
const shardsMax = 64;

/** Name, default and meaning of each setting, as `dnd serve --help` and the README show them. */
export const settingWords: readonly (readonly [name: string, fallback: string, meaning: string])[] = [
  ['DND_MODE', 'demo', '`demo` (loopback only, made-up clients) or `production`'],
  ['HOST', '127.0.0.1', 'address to listen on; demo mode takes loopback only'],
  ['PORT', '8787', 'port of the registry'],
  ['METRICS_PORT', '0', 'port of the metrics on 127.0.0.1, of the next worker the next one; 0: none'],
  ['DATA_DIR', 'data', 'folder of the registry, made with mode 0700'],
  ['DND_SHARDS', '1', `files that numbers are kept in, 1 to ${shardsMax}; fixed when the registry is made`],
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

const loopbackHosts = ['127.0.0.1', '::1', 'localhost'];
const portMax = 65_535;

/** Throws `SettingError` for the first setting that is missing or wrong. */
export function settingsFrom(environment: Environment): Settings {
  const read = settingReader(environment);
  const hostname = read('HOST', text(255), '127.0.0.1');
  const host = hostname.includes(':') ? `[${hostname}]` : hostname;
  const port = read('PORT', integer(0, portMax), 8787);
  const settings: Settings = {
    ...registrySettings(read, { issuer: `http://${host}:${port}`, blockCacheMb: 256, answerCacheMb: 128, shardsMax }),
    host,
    port,
    metricsPort: read('METRICS_PORT', integer(0, portMax), 0),
    dataDir: read('DATA_DIR', text(4_096), 'data'),
    trustedProxyHops: read('TRUSTED_PROXY_HOPS', integer(0, 16), 0),
    workers: read('WORKERS', integer(1, 64), 1),
    workerHeapMb: read('WORKER_HEAP_MB', integer(128, megabytesMax), 512),
    smsLinks: read('SMS_LINKS', text(4_096), undefined),
  };
  if (settings.mode === 'production') requireProduction(environment, settings);
  else requireDemo(settings);
  requirePorts(settings);
  return settings;
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
