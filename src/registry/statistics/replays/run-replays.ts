import { Fault } from '../../../core/fault.ts';
import { secondMs } from '../../../core/time.ts';
import type { Registry } from '../../registry.ts';
import { scrubFault } from '../../scrubs/scrub-fault.ts';
import { dropOpen, type EndedReplay, type OpenReplay, openReplayOf, putEnded, putOpen } from './replay-job.ts';
import { replayLimits } from './replay-limits.ts';
import { runReplay } from './run-replay.ts';

export interface RunReplaysOptions {
  readonly isStopping: () => boolean;
  /** Told of what is no expected failure. */
  readonly report: (error: unknown) => void;
  /** How often it is told how far one is, and looked whether it is still wanted; far below `leaseMs`. */
  readonly tellMs?: number;
  readonly turnMs?: number;
}

const usualTellMs = secondMs;
/** Organisations that ask for figures are few. */
const openMax = 1_000;

/** It was cancelled, or another process has taken it up; or this process ends. */
class ReplayLeft extends Error {}

/** Runs replays that nobody runs, the oldest first, one after another, until there are none. */
export async function runReplays(registry: Registry, options: RunReplaysOptions): Promise<void> {
  for (;;) {
    if (options.isStopping()) return;
    const waiting = waitingReplay(registry);
    if (waiting === undefined) return;
    const running = await RunningReplay.claimed(registry, waiting, options);
    await running?.run();
  }
}

function waitingReplay({ store, now }: Registry): OpenReplay | undefined {
  return store
    .shortRecords('REPLAY', now(), openMax)
    .map(({ body }) => JSON.parse(body) as OpenReplay)
    .filter(({ runner }) => runner === undefined || runner.until <= now())
    .sort((a, b) => a.createdAt - b.createdAt)[0];
}

class RunningReplay {
  readonly #registry: Registry;
  readonly #options: RunReplaysOptions;
  #job: OpenReplay;
  #toldAt: number = performance.now();

  private constructor(registry: Registry, job: OpenReplay, options: RunReplaysOptions) {
    this.#registry = registry;
    this.#job = job;
    this.#options = options;
  }

  /** Undefined where another process was quicker. */
  static async claimed(registry: Registry, waiting: OpenReplay, options: RunReplaysOptions) {
    const { runner: _ended, ...rest } = waiting;
    const runner = { id: crypto.randomUUID(), until: registry.now() + replayLimits.leaseMs };
    const job = { ...rest, runner, takenUp: waiting.takenUp + 1, share: 0 };
    const running = new RunningReplay(registry, waiting, options);
    return (await running.#written(job)) ? running : undefined;
  }

  async run(): Promise<void> {
    const { isStopping, report, turnMs, tellMs = usualTellMs } = this.#options;
    const onShare = (share: number) => {
      if (isStopping()) throw new ReplayLeft();
      return performance.now() - this.#toldAt < tellMs ? undefined : this.#tell(share);
    };
    try {
      if (this.#job.takenUp > replayLimits.takenUpMax) throw new Error('the process that ran it ended too often');
      const pace = { onShare, ...(turnMs === undefined ? {} : { turnMs }) };
      await this.#end({ result: await runReplay(this.#registry, this.#job.proposal, pace) });
    } catch (error) {
      if (error instanceof ReplayLeft) return this.#leave();
      if (!(error instanceof Fault)) report(error);
      // Nothing can be written now: it is taken up again when its time has run out.
      if (error instanceof Fault && error.code === 'UNAVAILABLE') throw error;
      await this.#end({ fault: scrubFault(error) });
    }
  }

  async #tell(exactShare: number): Promise<void> {
    const share = Math.round(exactShare * 100) / 100;
    const runner = { id: this.#job.runner?.id ?? '', until: this.#registry.now() + replayLimits.leaseMs };
    if (!(await this.#written({ ...this.#job, runner, share }))) throw new ReplayLeft();
    this.#toldAt = performance.now();
  }

  /** For who comes next, at once. */
  async #leave(): Promise<void> {
    const { runner: _, ...job } = this.#job;
    await this.#written({ ...job, takenUp: job.takenUp - 1, share: 0 });
  }

  /** Only over what it has written itself, or was found waiting. */
  async #written(job: OpenReplay): Promise<boolean> {
    const expected = this.#version();
    if (expected === undefined) return false;
    if (!(await this.#registry.store.putShortRecord(putOpen(this.#registry, job, expected)))) return false;
    this.#job = job;
    return true;
  }

  async #end(end: EndedReplay['end']): Promise<void> {
    const { replayId, organisationId, createdAt, proposedPolicyId, digest } = this.#job;
    const head = { replayId, organisationId, createdAt, proposedPolicyId, digest };
    const expected = this.#version();
    if (expected === undefined) return;
    await this.#registry.store.putShortRecords([
      dropOpen(this.#registry, head, expected),
      putEnded(this.#registry, { ...head, endedAt: this.#registry.now(), end }),
    ]);
  }

  /** Of the record, where it is the one that this process knows. */
  #version(): number | undefined {
    const kept = openReplayOf(this.#registry, this.#job.organisationId);
    const isOwn = kept?.job.replayId === this.#job.replayId && kept.job.runner?.id === this.#job.runner?.id;
    return isOwn ? kept.record.version : undefined;
  }
}
