import { pino, stdSerializers } from 'pino';
import { type Log, masked } from '../runtime/log.ts';
import type { Settings } from './settings.ts';

/** `facts` stand in every line. */
export function operatorLog({ logLevel }: Pick<Settings, 'logLevel'>, facts: object | null = null): Log {
  return pino(
    { level: logLevel, base: facts, serializers: { err: (error: Error) => masked(stdSerializers.err(error)) } },
    pino.destination({ dest: 2, sync: true }),
  );
}
