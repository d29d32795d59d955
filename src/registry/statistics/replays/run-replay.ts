import type { Position } from '../../../core/change.ts';
import { Fault } from '../../../core/fault.ts';
import type { LocalDate } from '../../../core/policy.ts';
import type { Blur } from '../../../core/replay/blurred.ts';
import { replayed } from '../../../core/replay/replay.ts';
import type { ReplayRow } from '../../../core/replay/replay-row.ts';
import { replayDays } from '../../../core/replay/replay-week.ts';
import type { EpochMs } from '../../../core/time.ts';
import { nextTurn } from '../../../lookup/next-turn.ts';
import { bytesOfBase64url } from '../../../receipts/base64url.ts';
import { keyedHash } from '../../access/keyed-hash.ts';
import { countedUpTo, headsOfAll } from '../../log-heads.ts';
import type { Registry } from '../../registry.ts';
import { censusNow } from './census-now.ts';
import type { Proposal } from './proposal.ts';
import { replayLimits } from './replay-limits.ts';

/** What is not decided, and why figures may differ from what senders would be told. */
export const leftOut = ['CONSENTS', 'SENDER_REFUSALS', 'NUMBERS_OUT_OF_SERVICE'] as const;

/** What a proposed law would have changed for who is registered now. */
export interface ReplayResult {
  readonly presentPolicyId: string;
  readonly proposedPolicyId: string;
  /** See `Proposal`. */
  readonly digest: string;
  /** All of the log up to it is counted in, and perhaps some of what came while it was counted. */
  readonly position: Position;
  /** See `Release`. */
  readonly logs?: Readonly<Record<string, Position>>;
  readonly countedAt: EpochMs;
  /** The week compared begins with it. */
  readonly monday: LocalDate;
  readonly holidays: readonly LocalDate[];
  readonly minimumCellSize: number;
  readonly leftOut: typeof leftOut;
  /** Of each cell the country's first. */
  readonly rows: readonly ReplayRow[];
}

export interface ReplayPace {
  /** Asked between steps with how far it is, 0 to 1; what it resolves to is waited for, and a rejection ends the run. */
  readonly onShare: (share: number) => Promise<void> | undefined;
  /** Others have their turn after so long. */
  readonly turnMs?: number;
}

const usualTurnMs = 2;

/** Fault QUOTA_EXCEEDED where it takes too long. */
export async function runReplay(registry: Registry, proposal: Proposal, pace: ReplayPace): Promise<ReplayResult> {
  const { policy: present, store, now } = registry;
  const { policy: proposed, digest, from } = proposal;
  const turns = new Turns(pace.turnMs ?? usualTurnMs);
  const blur = await blurOf(registry);
  const counted = countedUpTo(registry, store.head(), await headsOfAll(registry, store.head()));
  const countedAt = now();
  const census = await censusNow(registry, blur, () => turns.end());
  const days = replayDays([present, proposed], from);
  const rows: ReplayRow[] = [];
  for (const step of replayed({ present, proposed, days, census, blur })) {
    rows.push(...step.rows);
    const turn = turns.end();
    if (turn === undefined) continue;
    await turn;
    await pace.onShare(step.share);
  }
  return {
    presentPolicyId: present.id,
    proposedPolicyId: proposed.id,
    ...{ digest, ...counted, countedAt, ...days, minimumCellSize: blur.minimumCellSize, leftOut, rows },
  };
}

async function blurOf(registry: Registry): Promise<Blur> {
  const hash = await keyedHash(registry, 'replay', registry.policy.jurisdiction);
  const bytes = bytesOfBase64url(hash, hashBytes) ?? new Uint8Array(hashBytes);
  const words = new DataView(bytes.buffer);
  // Whatever the proposed one says.
  const { minimumCellSize } = registry.policy.statistics;
  return { minimumCellSize, secret: [words.getUint32(0), words.getUint32(4)] };
}

const hashBytes = 32;

class Turns {
  readonly #turnMs: number;
  readonly #endsAt: number;
  #begunAt: number;

  constructor(turnMs: number) {
    this.#turnMs = turnMs;
    this.#begunAt = performance.now();
    this.#endsAt = this.#begunAt + replayLimits.runMsMax;
  }

  /** Waits for the event loop's next turn where this one has been long enough. */
  end(): Promise<void> | undefined {
    const at = performance.now();
    if (at - this.#begunAt < this.#turnMs) return undefined;
    if (at > this.#endsAt) throw new Fault('QUOTA_EXCEEDED', 'the replay takes too long', { field: 'policy' });
    return nextTurn().then(() => {
      this.#begunAt = performance.now();
    });
  }
}
