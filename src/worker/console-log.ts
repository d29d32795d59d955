import { type Log, masked } from '../runtime/log.ts';
import type { LogLevel } from '../runtime/registry-settings.ts';

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];

/** Lines as the operator's log on Node has them, by the platform's console, which keeps or passes them on. */
export function consoleLog(level: LogLevel, write: Pick<Console, 'log'> = console): Log {
  const line = (name: LogLevel) => (facts: object, message: string) => {
    if (levels.indexOf(name) < levels.indexOf(level)) return;
    const { err, ...rest } = facts as { readonly err?: unknown };
    const error = err === undefined ? {} : { err: masked(shown(err)) };
    write.log(JSON.stringify({ level: name, time: Date.now(), ...rest, ...error, msg: message }));
  };
  return { info: line('info'), warn: line('warn'), error: line('error') };
}

function shown(error: unknown, depth = 0): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  return {
    type: name,
    message,
    stack,
    ...(cause === undefined || depth > 3 ? {} : { cause: shown(cause, depth + 1) }),
  };
}
