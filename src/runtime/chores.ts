import { Fault } from '../core/fault.ts';
import { hourMs, secondMs } from '../core/time.ts';
import { rotationDue } from '../receipts/key-ring.ts';
import { abuseSyncMs } from '../registry/abuse/abuse-desk.ts';
import { signalWords } from '../registry/abuse/signal-kinds.ts';
import { settleAssertions } from '../registry/assertions/settle-assertions.ts';
import type { Registry } from '../registry/registry.ts';
import { sweepScrubs } from '../registry/scrubs/sweep-scrubs.ts';
import { rotateSigningKeys } from '../registry/signing-keys/rotate-signing-keys.ts';
import { releaseDuePeriods } from '../registry/statistics/release-due-periods.ts';
import { sweepShortRecords } from '../registry/sweep-short-records.ts';
import type { Log } from './log.ts';
import { operatorAtConsole } from './operator-at-console.ts';

/** What has to be done now and then, whoever asks. Several processes on one store may all do it. */
export interface Chore {
  readonly name: string;
  readonly everyMs: number;
  /** There is nothing to do where nobody has asked anything since. */
  readonly onlyAfterUse?: true;
  run(): Promise<unknown>;
}

const countsFlushMs = 5 * secondMs;
const sweepMs = 60 * secondMs;
const rotationLookMs = 3_600 * secondMs;
const settleMs = 60 * secondMs;
const releaseLookMs = 600 * secondMs;

export function choresOf(registry: Registry, log: Log): readonly Chore[] {
  return [
    { name: 'counts', everyMs: countsFlushMs, onlyAfterUse: true, run: () => registry.counts.flush() },
    { name: 'short records', everyMs: sweepMs, run: () => sweepShortRecords(registry) },
    { name: 'signing keys', everyMs: rotationLookMs, run: () => rotateWhenDue(registry, log) },
    { name: 'abuse', everyMs: abuseSyncMs, onlyAfterUse: true, run: () => tellOfAbuse(registry, log) },
    { name: 'scrubs', everyMs: sweepMs, run: () => sweepScrubs(registry) },
    { name: 'carrier files', everyMs: hourMs, run: () => registry.carrierFiles.sweep(registry.now()) },
    { name: 'releases', everyMs: releaseLookMs, run: () => releaseDue(registry, log) },
    { name: 'assertions', everyMs: settleMs, run: () => settleAssertions(registry, operatorAtConsole) },
  ];
}

/** Once for each organisation or subject, kind and day, by whichever process wrote it first. */
export async function tellOfAbuse({ abuse }: Pick<Registry, 'abuse'>, log: Log): Promise<void> {
  for (const { firstAt: _first, lastAt: _last, ...signal } of await abuse.sync()) {
    log.warn({ ...signal, means: signalWords[signal.kind].meaning }, 'a signal of abuse');
  }
}

/** Figures of periods that are over; those that came to their end while no server ran, too. */
export async function releaseDue(registry: Registry, log: Log): Promise<void> {
  for (const period of await releaseDuePeriods(registry, operatorAtConsole)) {
    log.info({ period }, 'figures were released');
  }
}

/** Signing keys live 30 days; of several processes one rotates, and the others find it done. */
export async function rotateWhenDue(registry: Registry, log: Log): Promise<void> {
  if (!isDue(registry)) return;
  try {
    await rotateSigningKeys(registry, operatorAtConsole);
  } catch (error) {
    // Another process was quicker: its NEXT is too young to rotate again, or stood in the way of ours.
    if (error instanceof Fault && !isDue(registry)) return;
    throw error;
  }
  log.info({}, 'the signing keys were rotated');
}

function isDue({ directory, now }: Registry): boolean {
  const ring = directory.signingKeys()?.document;
  return ring !== undefined && rotationDue(ring, now());
}
