import { createReadStream, statSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { minuteMs } from '../../core/time.ts';
import type { ScrubSummary, ScrubTerms } from '../../registry/scrubs/scrub-job.ts';
import type { OutputName, ScrubLayout } from '../../scrub/row-output.ts';
import { type ClientCredentials, clientOf } from '../client-file.ts';
import { CommandFailure } from '../failure.ts';
import { isRecord } from '../json-file.ts';
import { type Progress, progressOf } from '../progress.ts';
import { accessToken, fetched, refusalOf, Unreachable } from '../remote.ts';
import type { Terminal } from '../terminal.ts';
import type { OutputFiles } from './output-files.ts';

export interface RemoteScrub {
  readonly remote: string;
  /** A file, or - for standard input. */
  readonly file: string;
  readonly terms: ScrubTerms;
  readonly layout: ScrubLayout;
  readonly files: OutputFiles;
  readonly certified: boolean;
  readonly rowProofs: boolean;
  readonly wanted: boolean;
  /** What asks: a token that is good for long enough, or what obtains one. */
  readonly credentials:
    | { readonly token: string }
    | { readonly clientFile: string; readonly clientId: string | undefined };
}

/** As the registry tells of a job. */
interface Job {
  readonly scrubId: string;
  readonly status: string;
  readonly upload: { readonly bytes: number };
  readonly progress?: { readonly share: number };
  readonly fault?: { readonly message: string; readonly field?: string; readonly limit?: string };
  readonly summary?: ScrubSummary;
  readonly results?: readonly { readonly name: OutputName; readonly bytes: number; readonly href: string }[];
  readonly certificate?: string;
  readonly rowSecret?: string;
}

export interface RemoteResult {
  /** With the certificate, where it was asked for. */
  readonly summary: ScrubSummary;
  /** Of the row proofs, where they were asked for. */
  readonly rowSecret: string | undefined;
}

const lookMs = 500;
/** What breaks off goes on, but for so many times in a row without getting any further: some 20 seconds. */
const triesMax = 8;
/** Access tokens live ten minutes. */
const tokenMs = 5 * minuteMs;

/**
 * Scrubs a list at a running registry: a job, whose upload and download go on where they broke off. It is deleted there
 * once its results are here.
 */
export async function scrubRemotely(terminal: Terminal, asked: RemoteScrub): Promise<RemoteResult> {
  const registry = new RemoteRegistry(asked);
  const query = new URLSearchParams({ layout: asked.layout });
  if (asked.rowProofs) query.set('rowProofs', 'true');
  for (const [name, value] of Object.entries(asked.terms)) if (value !== undefined) query.set(name, value);
  const opened = await registry.job('POST', `/v1/scrubs?${query}`, { prefer: 'respond-async' });
  const path = `/v1/scrubs/${opened.scrubId}`;
  try {
    await uploadList(terminal, registry, `${path}/input`, asked);
    const job = await ended(terminal, registry, path, asked.wanted);
    for (const { name, bytes, href } of job.results ?? []) {
      await download(registry, href, bytes, (piece) => asked.files.write(name, piece));
    }
    if (job.summary === undefined) throw new CommandFailure(`${asked.remote}: the scrub has no summary`);
    const { summary, rowSecret, certificate } = job;
    if (!asked.certified || certificate === undefined) return { summary, rowSecret };
    return { summary: { ...summary, certificate: await (await registry.ask('GET', certificate)).text() }, rowSecret };
  } finally {
    await registry.ask('DELETE', path).catch(() => undefined);
  }
}

async function uploadList(
  terminal: Terminal,
  registry: RemoteRegistry,
  path: string,
  { file, wanted }: RemoteScrub,
): Promise<void> {
  const total = file === '-' ? 0 : statSync(file).size;
  const progress = progressOf(terminal, { title: 'uploading', unit: 'bytes', total, wanted });
  let from = 0;
  const arrived = async () => Number((await registry.ask('HEAD', path)).headers.get('upload-offset'));
  const send = () =>
    upload(registry, path, from, file === '-' ? terminal.input : fileBytes(file, from), progress, total);
  try {
    // What was read of standard input cannot be read again.
    if (file === '-') await send();
    else
      await goingOn(async (isFirst) => {
        const before = from;
        if (!isFirst) from = await arrived();
        if (from !== before) return false;
        await send();
        return true;
      });
  } finally {
    progress.end();
  }
}

/** Tries until all is done. `step` resolves to whether it is; to false where it has got further, and shall go on. */
async function goingOn(step: (isFirst: boolean) => Promise<boolean>): Promise<void> {
  for (let tries = 0, isFirst = true; ; isFirst = false) {
    try {
      if (await step(isFirst)) return;
      tries = 0;
    } catch (error) {
      if ((error instanceof CommandFailure && !(error instanceof Unreachable)) || ++tries > triesMax) throw lost(error);
      await wait(lookMs * tries);
    }
  }
}

function upload(
  registry: RemoteRegistry,
  path: string,
  from: number,
  bytes: AsyncIterable<Uint8Array>,
  progress: Progress,
  total: number,
): Promise<Response> {
  let done = from;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      yield chunk;
      done += chunk.byteLength;
      progress.advance(done, Math.max(total, done));
    }
  }
  const headers = {
    'content-type': 'application/partial-upload',
    'upload-offset': String(from),
    'upload-complete': '?1',
  };
  return registry.ask('PATCH', path, headers, ReadableStream.from(counted()));
}

async function ended(terminal: Terminal, registry: RemoteRegistry, path: string, wanted: boolean): Promise<Job> {
  const progress = progressOf(terminal, { title: 'scrubbing', unit: '‰', total: 1_000, wanted });
  let job: Job | undefined;
  try {
    await goingOn(async () => {
      job = await registry.job('GET', path);
      if (job.status !== 'QUEUED' && job.status !== 'RUNNING') return true;
      progress.advance(Math.round((job.progress?.share ?? 0) * 1_000));
      await wait(lookMs);
      return false;
    });
  } finally {
    progress.end();
  }
  if (job?.status === 'COMPLETED') return job;
  throw failed(job);
}

async function download(
  registry: RemoteRegistry,
  path: string,
  bytes: number,
  write: (piece: Uint8Array) => void | Promise<void>,
): Promise<void> {
  let done = 0;
  await goingOn(async () => {
    if (done >= bytes) return true;
    const response = await registry.ask('GET', path, { range: `bytes=${done}-` });
    for await (const piece of response.body ?? []) {
      await write(piece);
      done += piece.byteLength;
    }
    return false;
  });
}

function failed({ status, fault }: Partial<Job> = {}): CommandFailure {
  const words = [fault?.field, fault?.message, fault?.limit].filter((word) => word !== undefined);
  return new CommandFailure(`the scrub is ${status}${words.length === 0 ? '' : `: ${words.join('; ')}`}`);
}

function lost(error: unknown): unknown {
  if (error instanceof CommandFailure) return error;
  return new CommandFailure('the connection broke off', { cause: error });
}

function fileBytes(file: string, start: number): AsyncIterable<Uint8Array> {
  return createReadStream(file, { start, highWaterMark: 2 ** 18 });
}

/** Asks in the name of one client, with a token that is renewed in time. */
class RemoteRegistry {
  readonly #remote: string;
  readonly #token: () => Promise<string>;

  constructor({ remote, credentials }: RemoteScrub) {
    this.#remote = remote;
    this.#token =
      'token' in credentials
        ? async () => credentials.token
        : renewed(remote, clientOf(credentials.clientFile, credentials.clientId));
  }

  /** Rejects with a CommandFailure where it is refused. */
  async ask(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body?: ReadableStream<Uint8Array>,
  ): Promise<Response> {
    const init: RequestInit = {
      method,
      headers: { ...headers, authorization: `Bearer ${await this.#token()}` },
      ...(body === undefined ? {} : { body, duplex: 'half' }),
    };
    // A transfer takes as long as it takes: the registry cuts one that stands still.
    const response = await fetched(this.#remote, path, { ...init, signal: new AbortController().signal });
    const failure = response.ok ? undefined : await refusalOf(this.#remote, response);
    // An upload that broke off may not have ended there yet.
    if (failure !== undefined && response.headers.has('retry-after')) throw new Unreachable(failure.message);
    if (failure !== undefined) throw failure;
    return response;
  }

  async job(method: string, path: string, headers?: Readonly<Record<string, string>>): Promise<Job> {
    const job: unknown = await (await this.ask(method, path, headers)).json();
    if (isRecord(job) && typeof job['scrubId'] === 'string' && typeof job['status'] === 'string') {
      return job as unknown as Job;
    }
    throw new CommandFailure(`${this.#remote}: this is no registry that scrubs lists`);
  }
}

function renewed(remote: string, client: ClientCredentials): () => Promise<string> {
  let token: Promise<string> | undefined;
  let until = 0;
  return () => {
    const now = performance.now();
    if (token === undefined || now >= until) {
      until = now + tokenMs;
      token = accessToken(remote, client);
    }
    return token;
  };
}
