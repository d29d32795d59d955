import { type EpochMs, secondMs } from '../../core/time.ts';
import { CarrierRests } from '../../registry/carrier-files/carrier-rests.ts';
import { runCarrierFiles } from '../../registry/carrier-files/run-carrier-files.ts';
import type { Registry } from '../../registry/registry.ts';
import type { RunPace } from '../../registry/scrubs/run-scrub.ts';
import { ScrubRunner, waitingScrubs } from '../../registry/scrubs/run-scrubs.ts';
import { fileLimits } from './file-limits.ts';
import { heldScrubFiles } from './held-scrub-files.ts';
import type { ObjectFiles } from './object-files.ts';
import { ObjectStreams } from './object-streams.ts';
import { TurnGate } from './turn-gate.ts';

export interface FileWorkOptions {
  /** Told of what is no expected failure, and in what. */
  readonly report: (error: unknown, what: string) => void;
  /** Called where `nextDueAt` is sooner than it was: the alarm is to be set. */
  readonly onDue: () => void;
  readonly pace?: RunPace;
}

const { tellMs, checkpointMs, windowBytes, numbersRememberedMax } = fileLimits;

/**
 * Scrubs lists and does the rows of carriers' files in an object that has one thread, and an alarm: in turns, each some
 * seconds, between which what is under way waits in memory. Lookups are answered within a turn, too. Where the object
 * ends, jobs go on from their checkpoints with the first turn of the next.
 */
export class FileWork {
  readonly #registry: Registry;
  readonly #files: ObjectFiles;
  readonly #options: FileWorkOptions;
  readonly #gate: TurnGate;
  readonly #scrubs: ScrubRunner;
  readonly #rests: CarrierRests;
  #carriers: Promise<unknown> | undefined;
  #scrubsUnderWay: Promise<void> | undefined;
  /** What waits could not be gone on with: it is looked at again then. */
  #looksAgainAt: EpochMs = 0;
  #sweepsAt: EpochMs;

  constructor(registry: Registry, files: ObjectFiles, options: FileWorkOptions) {
    const { now } = registry;
    this.#files = files;
    this.#options = options;
    const { report, pace = { tellMs, checkpointMs, windowBytes } } = options;
    const requests = () => files.objects.requests;
    this.#gate = new TurnGate({ requests, now, report: (error) => report(error, 'the bucket of lists') });
    this.#rests = new CarrierRests(({ error, isQuota }) => {
      if (!isQuota) report(error, 'a file of a carrier');
    });
    const tools = { ...registry.scrubs.tools, numbersRememberedMax };
    const scrubs = { ...registry.scrubs, tools };
    this.#registry = { ...registry, scrubs };
    this.#scrubs = new ScrubRunner(
      { ...registry, scrubs: { ...scrubs, files: heldScrubFiles(files.scrubs, this.#gate) } },
      {
        pace,
        runningMax: fileLimits.scrubsRunningMax,
        report: (error) => report(error, 'a scrub'),
      },
    );
    this.#sweepsAt = now();
    files.carriers.onReceived = () => this.wake();
  }

  /** The registry as its verbs are to have it: who starts a scrub wakes this. */
  get registry(): Registry {
    const streams = new ObjectStreams();
    const registry: Registry = {
      ...this.#registry,
      scrubs: {
        ...this.#registry.scrubs,
        wake: () => this.wake(),
        stream: (actor, scrub) => streams.run(registry, actor, scrub),
      },
    };
    return registry;
  }

  /** Something waits that did not before. */
  wake(): void {
    this.#looksAgainAt = 0;
    this.#options.onDue();
  }

  /** When there is something to do, by what is known now. */
  nextDueAt(): EpochMs {
    if (!this.#isBusy() && !this.#waits()) return this.#sweepsAt;
    const { restsUntil } = this.#gate;
    return Math.min(
      this.#sweepsAt,
      Math.max(this.#registry.now(), restsUntil, this.#isBusy() ? 0 : this.#looksAgainAt),
    );
  }

  /** One turn: until then at the latest, or until nothing is left to do. Never rejects. */
  async run(until: EpochMs): Promise<void> {
    const { now } = this.#registry;
    if (now() >= this.#sweepsAt) await this.#sweep();
    if (now() < this.#gate.restsUntil) return;
    if (!this.#isBusy() && (now() < this.#looksAgainAt || !this.#waits())) return;
    const closed = this.#gate.open();
    const timer = setTimeout(() => this.#gate.close(), Math.min(until - now(), fileLimits.turnMs));
    this.#begin();
    await Promise.race([closed, this.#idle()]);
    clearTimeout(timer);
    this.#gate.close();
    if (!this.#isBusy()) this.#looksAgainAt = now() + fileLimits.restMs;
  }

  #begin(): void {
    this.#scrubs.wake();
    this.#scrubsUnderWay ??= this.#scrubs.idle().finally(() => {
      this.#scrubsUnderWay = undefined;
    });
    if (this.#carriers !== undefined || this.#rests.isResting()) return;
    this.#carriers = runCarrierFiles(this.#registry, {
      isResting: (organisationId) => this.#rests.isResting(organisationId),
      rest: (rows) => this.#rest(rows),
      onFailure: (error, { organisationId }) => this.#rests.after(error, organisationId),
    })
      .catch((error: unknown) => this.#rests.after(error))
      .finally(() => {
        this.#carriers = undefined;
      });
  }

  async #rest(rows: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, (rows / fileLimits.carrierRowsPerSecond) * secondMs));
    await this.#gate.pass();
  }

  async #idle(): Promise<void> {
    while (this.#isBusy()) await Promise.all([this.#scrubsUnderWay, this.#carriers]);
  }

  #isBusy(): boolean {
    return this.#scrubsUnderWay !== undefined || this.#carriers !== undefined;
  }

  #waits(): boolean {
    return waitingScrubs(this.#registry).length > 0 || this.#registry.carrierFiles.waiting().length > 0;
  }

  async #sweep(): Promise<void> {
    this.#sweepsAt = this.#registry.now() + fileLimits.sweepMs;
    await this.#files.streams
      .sweep()
      .catch((error: unknown) => this.#options.report(error, 'objects that nothing lists'));
  }
}
