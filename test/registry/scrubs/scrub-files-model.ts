import fc from 'fast-check';
import { expect } from 'vitest';
import type { ResultWriter, ScrubFiles } from '../../../src/registry/scrubs/scrub-desk.ts';
import type { ResultBytes } from '../../../src/registry/scrubs/scrub-job.ts';
import { idOf, jobOf, type MadeScrubFiles, pieces, textOf } from './scrub-files-conformance.ts';

const jobs = fc.integer({ min: 1, max: 3 });
const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\n'), maxLength: 40 });
const names = fc.constantFrom('annotated', 'decided');
const places = fc.integer({ min: 0, max: 100 });

const steps = fc.oneof(
  fc.record({ kind: fc.constant('ADD'), job: jobs, text: texts }),
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('OPEN'), job: jobs, percent: places }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('WRITE'), job: jobs, name: names, text: texts }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('SYNC'), job: jobs }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('READ'), job: jobs, name: names, from: places, to: places }) },
  fc.record({ kind: fc.constant('DROP'), job: jobs, what: fc.constantFrom('RESULTS', 'ALL') }),
  fc.record({ kind: fc.constant('REMOVE'), job: jobs }),
  fc.record({ kind: fc.constant('LINK'), job: jobs, from: jobs, what: fc.constantFrom('INPUT', 'DECIDED') }),
  fc.record({ kind: fc.constant('RESTART') }),
);
type Step = typeof steps extends fc.Arbitrary<infer One> ? One : never;

interface ModelJob {
  input: string | undefined;
  /** What is durable. */
  readonly results: Map<Name, string>;
}

type Name = 'annotated' | 'decided';

interface Open {
  readonly writer: ResultWriter;
  /** With what is not durable; undefined where the job's results were deleted meanwhile. */
  texts: Map<Name, string> | undefined;
}

/** Files beside a plain model of them: `run` fails where they tell apart. */
class Compared {
  readonly #made: MadeScrubFiles;
  #files: ScrubFiles;
  readonly #jobs = new Map<number, ModelJob>();
  readonly #open = new Map<number, Open>();

  constructor(made: MadeScrubFiles) {
    this.#made = made;
    this.#files = made.files;
  }

  async run(all: readonly Step[]): Promise<void> {
    for (const number of [1, 2, 3]) await this.#create(number);
    for (const step of all) await this.#step(step as never);
    this.#restart();
    for (const [number, job] of this.#jobs) await this.#compare(number, job);
    for (const number of this.#jobs.keys()) await this.#files.remove(idOf(number));
  }

  async #create(number: number): Promise<void> {
    await this.#files.create(jobOf(number));
    this.#jobs.set(number, { input: undefined, results: new Map() });
  }

  async #step(step: {
    kind: string;
    job: number;
    text: string;
    name: Name;
    percent: number;
    from: number;
    to: number;
    what: never;
  }): Promise<void> {
    if (step.kind === 'RESTART') return this.#restart();
    const id = idOf(step.job);
    const job = this.#jobs.get(step.job);
    if (job === undefined) return;
    if (step.kind === 'ADD') return this.#add(id, job, step.text);
    if (step.kind === 'OPEN') return this.#openResults(step.job, job, step.percent);
    if (step.kind === 'WRITE') return this.#write(step.job, step.name, step.text);
    if (step.kind === 'SYNC') return this.#sync(step.job, job);
    if (step.kind === 'READ') return this.#read(id, job, step);
    if (step.kind === 'LINK') return this.#link(step.job, step.from, step.what);
    this.#closed(step.job);
    if (step.kind === 'DROP') {
      await this.#files.dropBytes(id, step.what);
      job.results.clear();
      if (step.what === 'ALL') job.input = undefined;
      return;
    }
    await this.#files.remove(id);
    this.#jobs.delete(step.job);
    expect(this.#files.job(id)).toBeUndefined();
    await this.#create(step.job);
  }

  async #add(id: string, job: ModelJob, text: string): Promise<void> {
    const before = job.input ?? '';
    const middle = text.length >> 1;
    const arrived = await this.#files.addInput(id, before.length, pieces(text.slice(0, middle), text.slice(middle)));
    job.input = before + text;
    expect(arrived).toBe(job.input.length);
  }

  async #openResults(number: number, job: ModelJob, percent: number): Promise<void> {
    this.#closed(number);
    const cut = (text: string = '') => text.slice(0, Math.floor((text.length * percent) / 100));
    for (const name of ['annotated', 'decided'] as const) job.results.set(name, cut(job.results.get(name)));
    const lengths = Object.fromEntries([...job.results].map(([name, text]) => [name, text.length]));
    this.#open.set(number, { writer: this.#files.results(idOf(number), lengths), texts: new Map(job.results) });
  }

  async #write(number: number, name: Name, text: string): Promise<void> {
    const open = this.#open.get(number);
    await open?.writer.write(name, new TextEncoder().encode(text));
    open?.texts?.set(name, (open.texts.get(name) ?? '') + text);
  }

  async #sync(number: number, job: ModelJob): Promise<void> {
    const open = this.#open.get(number);
    const lengths: ResultBytes | undefined = await open?.writer.sync();
    for (const [name, text] of open?.texts ?? []) {
      job.results.set(name, text);
      expect(lengths?.[name]).toBe(text.length);
    }
  }

  async #read(id: string, job: ModelJob, { name, from, to }: { name: Name; from: number; to: number }): Promise<void> {
    const text = job.results.get(name);
    const end = Math.min(to, text?.length ?? 0);
    if (text !== undefined) expect(await textOf(this.#files.result(id, name, from, end))).toBe(text.slice(from, end));
    expect(await textOf(this.#files.input(id))).toBe(job.input ?? '');
  }

  async #link(number: number, from: number, what: 'INPUT' | 'DECIDED'): Promise<void> {
    const source = this.#jobs.get(from);
    const text = what === 'INPUT' ? source?.input : source?.results.get('decided');
    // Nothing may not be there any more after a restart.
    if (text === undefined || text === '' || number === from) return;
    this.#closed(from);
    this.#closed(number);
    await this.#files.remove(idOf(number));
    await this.#files.create(jobOf(number), { inputOf: idOf(from), what });
    this.#jobs.set(number, { input: text, results: new Map() });
    await this.#files.remove(idOf(from));
    await this.#create(from);
  }

  async #compare(number: number, job: ModelJob): Promise<void> {
    for (const name of job.results.keys()) {
      await this.#read(idOf(number), job, { name, from: 0, to: Number.MAX_SAFE_INTEGER });
    }
    expect(this.#files.state(idOf(number)).inputBytes).toBe(job.input?.length ?? 0);
  }

  /** What a writer has written and not made durable is no matter from then on. */
  #closed(number: number): void {
    this.#open.get(number)?.writer.close();
    this.#open.delete(number);
  }

  #restart(): void {
    for (const number of [...this.#open.keys()]) this.#closed(number);
    this.#files = this.#made.restarted();
  }
}

/** Whatever is done to files, in whichever order, they are as a plain model of them. */
export async function actsAsModel(made: () => MadeScrubFiles, after: () => Promise<void> | void, numRuns: number) {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { maxLength: 40 }), async (all) => {
      await new Compared(made()).run(all);
      await after();
    }),
    { numRuns },
  );
}
