import assert from 'node:assert/strict';
import { type ObjectFiles, objectFiles } from '../../src/worker/files/object-files.ts';
import type { Bucket, ObjectStorage } from '../../src/worker/files/object-storage.ts';
import { carrierFilesPromises } from '../registry/carrier-files/carrier-files-conformance.ts';
import { idOf, jobOf, pieces, scrubFilesPromises, textOf } from '../registry/scrubs/scrub-files-conformance.ts';

/*
 * The worker that the tests of files run in: `GET /` names them, `POST /<object>` runs the one that the body names, in
 * that Durable Object and over the real interface of R2, and answers what it threw.
 */

interface Environment {
  readonly FILES: Bucket;
  readonly TESTS: {
    idFromName(name: string): unknown;
    get(id: unknown): { fetch(request: Request): Promise<Response> };
  };
}

interface Made {
  readonly files: ObjectFiles;
  /** Over the same storage and bucket. */
  restarted(): ObjectFiles;
  readonly bucket: Bucket;
  readonly prefix: string;
}

const long = '0123456789abcdef'.repeat(2 ** 16);

/** Parts as large as they are. */
const tests: Readonly<Record<string, (made: Made) => Promise<void>>> = {
  'a list of many MB is in objects of some, is read by range, and goes whole': async ({ files, bucket, prefix }) => {
    await files.scrubs.create(jobOf(1));
    assert.equal(
      await files.scrubs.addInput(idOf(1), 0, pieces(...Array.from({ length: 9 }, () => long))),
      9 * 2 ** 20,
    );
    assert.equal((await bucket.list({ prefix })).objects.length, 3);
    const results = files.scrubs.results(idOf(1), { annotated: 0 });
    for (let times = 0; times < 5; times++) await results.write('annotated', new TextEncoder().encode(long));
    assert.deepEqual(await results.sync(), { annotated: 5 * 2 ** 20 });
    results.close();
    const at = 2 ** 22 - 3;
    assert.equal(await textOf(files.scrubs.result(idOf(1), 'annotated', at, at + 6)), 'def012');
    assert.equal((await textOf(files.scrubs.input(idOf(1)))) === long.repeat(9), true);
    await files.scrubs.remove(idOf(1));
    await files.streams.sweep();
    assert.deepEqual((await bucket.list({ prefix })).objects, []);
  },
  'before the end': async ({ files }) => {
    await files.scrubs.create(jobOf(1));
    await files.scrubs.addInput(idOf(1), 0, pieces(long, long));
    await files.scrubs.addInput(idOf(1), 2 ** 21, pieces('the end'));
    assert.ok(files.scrubs.claim(idOf(1), 'RUN') !== undefined);
    await files.scrubs.completeInput(idOf(1));
  },
  'after the end': async ({ files }) => {
    const { inputBytes, inputIsComplete, isClaimed, claims } = files.scrubs.state(idOf(1));
    assert.deepEqual([inputBytes, inputIsComplete, isClaimed, claims], [2 ** 21 + 7, true, false, 1]);
    assert.equal((await textOf(files.scrubs.input(idOf(1)))) === `${long}${long}the end`, true);
  },
};

const scrubs = scrubFilesPromises.map(({ promise, holds }) => [
  `scrubs: ${promise}`,
  ({ files, restarted }: Made) => holds({ files: files.scrubs, restarted: () => restarted().scrubs }),
]);
const carriers = carrierFilesPromises.map(({ promise, holds }) => [
  `carriers: ${promise}`,
  ({ files, restarted }: Made) => holds({ files: files.carriers, restarted: () => restarted().carriers }),
]);
const all: Readonly<Record<string, (made: Made) => Promise<void>>> = {
  ...tests,
  ...Object.fromEntries([...scrubs, ...carriers]),
};

export class TestObject {
  readonly #storage: ObjectStorage;
  readonly #bucket: Bucket;

  constructor({ storage }: { readonly storage: ObjectStorage }, { FILES }: Environment) {
    this.#storage = storage;
    this.#bucket = FILES;
  }

  async fetch(request: Request): Promise<Response> {
    const name = await request.text();
    const prefix = `${new URL(request.url).pathname.slice(1)}/`;
    const made = () => {
      const partBytes = name in tests ? {} : { partBytes: 8 };
      return objectFiles(this.#storage, this.#bucket, { prefix, now: Date.now, ...partBytes });
    };
    try {
      await all[name]?.({ files: made(), restarted: made, bucket: this.#bucket, prefix });
      return new Response();
    } catch (error) {
      return new Response(error instanceof Error ? error.stack : String(error), { status: 500 });
    }
  }
}

// biome-ignore lint/style/noDefaultExport: so workerd has it.
export default {
  fetch(request: Request, { TESTS }: Environment): Promise<Response> | Response {
    if (request.method === 'GET') return Response.json(Object.keys(all));
    return TESTS.get(TESTS.idFromName(new URL(request.url).pathname)).fetch(request);
  },
};
