import { pino, stdSerializers } from 'pino';
import type { Settings } from './settings.ts';

/** What the operator reads: one JSON object a line on standard error, no phone number in any. */
export interface Log {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  /** `facts.err` is shown with its stack. */
  error(facts: object, message: string): void;
}

/** `facts` stand in every line. */
export function operatorLog({ logLevel }: Pick<Settings, 'logLevel'>, facts: object | null = null): Log {
  return pino(
    { level: logLevel, base: facts, serializers: { err: (error: Error) => masked(stdSerializers.err(error)) } },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** Nothing of ours puts a number into an error; what a library says may quote one. */
function masked<T>(error: T): T {
  const text = JSON.stringify(error, (_key, value: unknown) =>
    typeof value === 'string' ? value.replace(/\+?\d{7,15}/g, '[number]') : value,
  );
  return JSON.parse(text) as T;
}
