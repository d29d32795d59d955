import { Fault } from '../core/fault.ts';
import { directoryLogId, shardLogId } from '../core/log-layout.ts';
import { demoRefusal, foreignHeader } from '../runtime/demo-door.ts';
import { takesList } from '../runtime/request-room.ts';
import { askedObject, isLookup } from './asked-object.ts';
import type { WorkerEnv } from './env.ts';
import { namedObject } from './named-object.ts';
import { platformLimits } from './platform-limits.ts';
import { outage, refusal } from './refusal.ts';
import { BodyRoom, bodyTooLarge, readOff, withList, withWholeBody } from './request-bodies.ts';
import { formatPlace, placeHeader } from './shards/shard-place.ts';
import { settingsOf, type WorkerSettings } from './worker-settings.ts';

/** More than any lookup has. */
const lookupBytesMax = 16_384;
/** The largest body that any operation reads whole. */
const wholeBodyBytesMax = 8 * 2 ** 20;
const loopbackAddresses = ['127.0.0.1', '::1', ''];
/** Of this isolate. */
const room = new BodyRoom(platformLimits.gatewayBodiesBytesMax);
/** Whoever asks may write these; the platform says who it is in `CF-Connecting-IP`. */
const forgeable = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'true-client-ip', placeHeader];

/** Answers at the edge: refuses what need not trouble the registry, and hands on the rest. */
export async function throughGateway(request: Request, env: WorkerEnv): Promise<Response> {
  try {
    const settings = settingsOf(env);
    const fault = (settings.mode === 'demo' ? foreignFault(request) : undefined) ?? sizeFault(request);
    if (fault !== undefined) {
      await readOff(request.body);
      return refusal(fault);
    }
    return await askedOf(request, settings, env);
  } catch (error) {
    return error instanceof Fault ? refusal(error) : outage(error);
  }
}

/** By the object that answers it best. A body is read here, unless it is a list: see `withWholeBody`. */
async function askedOf(request: Request, settings: WorkerSettings, env: WorkerEnv): Promise<Response> {
  const { shards: count = 1 } = settings;
  const { method, url, body } = request;
  const headers = ownHeaders(request);
  const { pathname, search } = new URL(url);
  const sent = { method, headers, redirect: 'manual' } as const;
  const directory = namedObject(env, settings, directoryLogId);
  if (body === null) return directory.fetch(url, sent);
  if (takesList({ method, url: pathname + search })) {
    return withList(request, (list) => directory.fetch(url, { ...sent, body: list }));
  }
  return withWholeBody(body, wholeBodyBytesMax, room, (bytes) => {
    const asked = { method, pathname, authorization: headers.get('authorization') };
    const isSmall = count > 1 && isLookup(asked) && bytes.length <= lookupBytesMax;
    const object = askedObject(asked, isSmall ? new TextDecoder().decode(bytes) : undefined, count);
    if (object === 'DIRECTORY') return directory.fetch(url, { ...sent, body: bytes });
    const place = object.shard + 1;
    headers.set(placeHeader, formatPlace({ place, count }));
    return namedObject(env, settings, shardLogId(place)).fetch(url, { ...sent, body: bytes });
  });
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
  return bodyTooLarge(bytesMax);
}

/** Without what the sender could have made up. */
function ownHeaders(request: Request): Headers {
  const headers = new Headers(request.headers);
  for (const name of forgeable) headers.delete(name);
  return headers;
}
