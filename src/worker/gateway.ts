import { Fault } from '../core/fault.ts';
import { demoRefusal, foreignHeader } from '../runtime/demo-door.ts';
import { takesList } from '../runtime/request-room.ts';
import type { WorkerEnv } from './env.ts';
import { platformLimits } from './platform-limits.ts';
import { outage, refusal } from './refusal.ts';
import { type WorkerSettings, workerSettings } from './worker-settings.ts';

/** The registry's one object, which holds everything. */
const objectName = 'log';
/** The largest body that any operation reads whole. */
const wholeBodyBytesMax = 8 * 2 ** 20;
const loopbackAddresses = ['127.0.0.1', '::1', ''];
/** Whoever asks may write these; the platform says who it is in `CF-Connecting-IP`. */
const forgeable = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'true-client-ip'];

/** Answers at the edge: refuses what need not trouble the registry, and hands on the rest. */
export async function throughGateway(request: Request, env: WorkerEnv): Promise<Response> {
  try {
    const settings = settingsOf(env);
    const fault = (settings.mode === 'demo' ? foreignFault(request) : undefined) ?? sizeFault(request);
    if (fault !== undefined) return refusal(fault);
    return await stubOf(env).fetch(handedOn(request));
  } catch (error) {
    return outage(error);
  }
}

const known = new WeakMap<object, WorkerSettings>();

/** Read once for each isolate. */
function settingsOf(env: WorkerEnv): WorkerSettings {
  const settings = known.get(env) ?? workerSettings(env);
  known.set(env, settings);
  return settings;
}

function stubOf({ REGISTRY }: WorkerEnv): DurableObjectStub {
  return REGISTRY.get(REGISTRY.idFromName(objectName));
}

function foreignFault({ headers }: Request): Fault | undefined {
  const isNear = loopbackAddresses.includes(headers.get('cf-connecting-ip') ?? '');
  const field = isNear ? foreignHeader(headers.keys(), headers.get('host') ?? undefined) : 'cf-connecting-ip';
  if (field === undefined) return undefined;
  return new Fault(demoRefusal.code, demoRefusal.message, { field: `header:${field}` });
}

function sizeFault({ method, url, headers }: Request): Fault | undefined {
  const { requestBodyBytesMax, urlCharactersMax } = platformLimits;
  if (url.length > urlCharactersMax) {
    return new Fault('PAYLOAD_TOO_LARGE', 'the address is too long', {
      ...{ field: 'path', limit: `at most ${urlCharactersMax} characters` },
    });
  }
  const { pathname, search } = new URL(url);
  const bytesMax = takesList({ method, url: pathname + search }) ? requestBodyBytesMax : wholeBodyBytesMax;
  if (!(Number(headers.get('content-length')) > bytesMax)) return undefined;
  return new Fault('PAYLOAD_TOO_LARGE', 'the body is too large', { field: 'body', limit: `at most ${bytesMax} bytes` });
}

/** Without what the sender could have made up. */
function handedOn(request: Request): Request {
  const headers = new Headers(request.headers);
  for (const name of forgeable) headers.delete(name);
  return new Request(request, { headers, redirect: 'manual' });
}
