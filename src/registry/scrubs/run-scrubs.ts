import { secondMs } from '../../core/time.ts';
import type { Registry } from '../registry.ts';
import { type RunPace, runScrub, usualPace } from './run-scrub.ts';
import type { ScrubClaim } from './scrub-desk.ts';
import type { ScrubJob } from './scrub-job.ts';

/** Jobs that are run at once, each of another organisation: slice by slice in turn. */
const runningMax = 4;
/** Where more organisations wait, a job makes room after so long. */
const turnMs = 20 * secondMs;

export interface ScrubRunnerOptions {
  readonly pace?: RunPace;
  readonly runningMax?: number;
  readonly turnMs?: number;
  readonly report: (error: unknown) => void;
}

/**
 * Runs the jobs that wait, for one process: of each organisation one, of `runningMax` organisations at once. Whoever
 * has waited longest since his last turn comes first, and waits at most a turn for each organisation in front of him.
 */
export class ScrubRunner {
  readonly #registry: Registry;
  readonly #options: Required<ScrubRunnerOptions>;
  /** By organisation. */
  readonly #running = new Map<string, Promise<void>>();
  readonly #lastTurns = new Map<string, number>();
  #turns: number = 0;
  #isStopping: boolean = false;

  constructor(registry: Registry, options: ScrubRunnerOptions) {
    this.#registry = registry;
    this.#options = { pace: usualPace, runningMax, turnMs, ...options };
  }

  /** Looks for jobs that wait; to be called whenever there may be some. */
  wake(): void {
    for (const job of this.#inTurn()) {
      if (this.#isStopping || this.#running.size >= this.#options.runningMax) return;
      const claim = this.#running.has(job.organisationId)
        ? undefined
        : this.#registry.scrubs.files.claim(job.scrubId, 'RUN');
      if (claim !== undefined) this.#start(job, claim);
    }
  }

  /** Resolves when nothing is running and nothing waits. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  /** Lets jobs pause where they are, and starts none. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.idle();
  }

  #start(job: ScrubJob, claim: ScrubClaim): void {
    const { organisationId } = job;
    this.#lastTurns.set(organisationId, ++this.#turns);
    const { pace, report } = this.#options;
    const mustPause = (runningMs: number) =>
      this.#isStopping || (runningMs >= this.#options.turnMs && this.#othersWait());
    const run = runScrub(this.#registry, job, { pace, mustPause, report })
      .catch(report)
      .finally(() => {
        claim.release();
        this.#running.delete(organisationId);
        this.wake();
      });
    this.#running.set(organisationId, run);
  }

  #othersWait(): boolean {
    return (
      this.#running.size >= this.#options.runningMax &&
      this.#waiting().some(({ organisationId }) => !this.#running.has(organisationId))
    );
  }

  /** The oldest job of each organisation, whose last turn is longest ago first. */
  #inTurn(): readonly ScrubJob[] {
    const oldest = new Map<string, ScrubJob>();
    for (const job of this.#waiting()) if (!oldest.has(job.organisationId)) oldest.set(job.organisationId, job);
    const lastTurn = ({ organisationId }: ScrubJob) => this.#lastTurns.get(organisationId) ?? 0;
    return [...oldest.values()].sort((one, other) => lastTurn(one) - lastTurn(other));
  }

  #waiting(): readonly ScrubJob[] {
    return waitingScrubs(this.#registry);
  }
}

/** Jobs whose lists are complete and that nobody runs, oldest first. */
export function waitingScrubs({ scrubs: { files } }: Pick<Registry, 'scrubs'>): readonly ScrubJob[] {
  return files.unended().filter((job): job is ScrubJob => {
    const { inputIsComplete, isClaimed } = files.state(job.scrubId);
    return job.form === 'JOB' && inputIsComplete && !isClaimed;
  });
}
