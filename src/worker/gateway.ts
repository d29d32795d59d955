import { Fault } from '../core/fault.ts';
import { demoRefusal, foreignHeader } from '../runtime/demo-door.ts';
import { takesList } from '../runtime/request-room.ts';
import { askedObject, isLookup } from './asked-object.ts';
import type { WorkerEnv } from './env.ts';
import { platformLimits } from './platform-limits.ts';
import { outage, refusal } from './refusal.ts';
import { formatPlace, placeHeader, shardLogId } from './shards/shard-place.ts';
import { type WorkerSettings, workerSettings } from './worker-settings.ts';

/** The object of the directory, which answers whatever no other does better. */
const directoryLogId = 'log';
/** More than any lookup has. */
const lookupBytesMax = 16_384;
/** The largest body that any operation reads whole. */
const wholeBodyBytesMax = 8 * 2 ** 20;
const loopbackAddresses = ['127.0.0.1', '::1', ''];
/** Whoever asks may write these; the platform says who it is in `CF-Connecting-IP`. */
const forgeable = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'true-client-ip', placeHeader];

/** Answers at the edge: refuses what need not trouble the registry, and hands on the rest. */
export async function throughGateway(request: Request, env: WorkerEnv): Promise<Response> {
  try {
    const settings = settingsOf(env);
    const fault = (settings.mode === 'demo' ? foreignFault(request) : undefined) ?? sizeFault(request);
    if (fault !== undefined) return refusal(fault);
    return await askedOf(request, settings, env);
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

/** To the object that it is best answered by. A lookup's body is read here, to see whose number it is about. */
async function askedOf(request: Request, { shards: count = 1 }: WorkerSettings, env: WorkerEnv): Promise<Response> {
  const { method, headers } = request;
  const asked = { method, pathname: new URL(request.url).pathname, authorization: headers.get('authorization') };
  const isSmall = Number(headers.get('content-length') ?? Number.NaN) <= lookupBytesMax;
  const bodyText = count > 1 && isLookup(asked) && isSmall ? await request.text() : undefined;
  const object = askedObject(asked, bodyText, count);
  if (object === 'DIRECTORY') return stubOf(env, directoryLogId).fetch(handedOn(request, bodyText));
  const place = object.shard + 1;
  const placed = handedOn(request, bodyText);
  placed.headers.set(placeHeader, formatPlace({ place, count }));
  return stubOf(env, shardLogId(place)).fetch(placed);
}

function stubOf({ REGISTRY }: WorkerEnv, logId: string): DurableObjectStub {
  return REGISTRY.get(REGISTRY.idFromName(logId));
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
function handedOn(request: Request, bodyText: string | undefined): Request {
  const headers = new Headers(request.headers);
  for (const name of forgeable) headers.delete(name);
  const read = bodyText === undefined ? {} : { body: bodyText, method: request.method };
  return new Request(bodyText === undefined ? request : request.url, { headers, redirect: 'manual', ...read });
}
