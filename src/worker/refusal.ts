import { failurePolicy } from '../api/problem.ts';
import { Fault } from '../core/fault.ts';
import { retryAfterSecOf, statusOfFault } from '../http/fault-status.ts';
import { SettingError } from '../runtime/setting-forms.ts';
import { consoleLog } from './console-log.ts';

/** A problem document (RFC 9457) for who does not get as far as the application. */
export function refusal(fault: Fault): Response {
  const { code, message, field, limit } = fault;
  const status = statusOfFault[code];
  const retryAfterSec = retryAfterSecOf(fault);
  const problem = {
    ...{ type: 'about:blank', title: code, status, detail: message, code, message },
    ...(field === undefined ? {} : { field }),
    ...(limit === undefined ? {} : { limit }),
    ...(code === 'UNAVAILABLE' ? { failurePolicy } : {}),
  };
  return new Response(JSON.stringify(problem), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(retryAfterSec === undefined ? {} : { 'retry-after': String(retryAfterSec) }),
    },
  });
}

/** For what kept the registry from being asked: the caller is told when to come again, the operator reads why. */
export function outage(error: unknown): Response {
  consoleLog('error').error({ err: error }, 'a request was not answered');
  const said =
    error instanceof SettingError ? 'the registry is not set up: its log says why' : 'no answer could be had';
  return refusal(new Fault('UNAVAILABLE', said, { cause: error }));
}
