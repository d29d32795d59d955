import { policies } from '../core/policies/policies.ts';
import { type Environment, integer, oneOf, type ReadSetting, SettingError, secret, webUrl } from './setting-forms.ts';

/** What can be set of a registry wherever it runs. */
export interface RegistrySettings {
  readonly mode: 'demo' | 'production';
  /** Logs that numbers are kept in; undefined: as many as the registry was made with, a new one with 1. */
  readonly shards: number | undefined;
  /** Jurisdiction, such as `CN`. */
  readonly policy: string;
  /** Without a trailing slash. */
  readonly issuer: string;
  /** At least 32 bytes each; in demo mode they may be absent. */
  readonly keySecret: Uint8Array<ArrayBuffer> | undefined;
  readonly pepper: Uint8Array<ArrayBuffer> | undefined;
  readonly blockCacheMb: number;
  readonly answerCacheMb: number;
  readonly logLevel: LogLevel;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface RegistryDefaults {
  readonly issuer: string;
  readonly blockCacheMb: number;
  readonly answerCacheMb: number;
  /** Places that numbers can be in. */
  readonly shardsMax: number;
}

export const megabytesMax = 65_536;

export function registrySettings(read: ReadSetting, usual: RegistryDefaults): RegistrySettings {
  return {
    mode: read('DND_MODE', oneOf('demo', 'production'), 'demo'),
    shards: read('DND_SHARDS', integer(1, usual.shardsMax), undefined),
    policy: read('POLICY', oneOf(...Object.keys(policies)), 'CN'),
    issuer: read('DND_ISSUER', webUrl, usual.issuer).replace(/\/+$/, ''),
    keySecret: read('DND_KEY_SECRET', secret, undefined),
    pepper: read('DND_PEPPER', secret, undefined),
    blockCacheMb: read('BLOCK_CACHE_MB', integer(1, megabytesMax), usual.blockCacheMb),
    answerCacheMb: read('ANSWER_CACHE_MB', integer(1, megabytesMax), usual.answerCacheMb),
    logLevel: read('LOG_LEVEL', oneOf('debug', 'info', 'warn', 'error', 'silent'), 'info'),
  };
}

/** Throws `SettingError` for what production cannot be without. */
export function requireProduction(environment: Environment, { issuer }: RegistrySettings): void {
  for (const name of ['DND_ISSUER', 'DND_KEY_SECRET', 'DND_PEPPER']) {
    if ((environment[name] ?? '') === '') throw new SettingError(`${name}: production needs it set`);
  }
  if (!issuer.startsWith('https://')) throw new SettingError('DND_ISSUER: production needs an https URL');
}
