import { hourMs, minuteMs } from '../../core/time.ts';
import type { Registry } from '../registry.ts';
import { type Actor, actorKey } from './actor.ts';
import { keyedHash } from './keyed-hash.ts';

/** An answer as it went out, to be given again word for word. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a caller sent under an idempotency key of his own. */
export interface KeyedRequest {
  readonly operation: string;
  readonly key: string;
  /** Everything that tells one request of the operation from another. */
  readonly content: string;
}

/**
 * What is known of a key. `FRESH`: it is the caller's now, to be ended by `keep` or `release`. `RUNNING`: the same
 * request is under way. `OTHER`: the key was used for another request.
 */
export type KeyClaim =
  | {
      readonly status: 'FRESH';
      /** Longer answers than `keptBodyCharsMax` are not kept: the key is free again. */
      keep(answer: KeptAnswer): Promise<void>;
      release(): Promise<void>;
    }
  | { readonly status: 'RUNNING' | 'OTHER' }
  | { readonly status: 'ANSWERED'; readonly answer: KeptAnswer };

export const keptAnswerLifetimeMs = 24 * hourMs;
/** The rows of 10,000 registrations with references fit. */
export const keptBodyCharsMax = 2 * 2 ** 20;
/** After a crash in the middle the key is free again; the largest request takes seconds. */
export const runningLifetimeMs = 2 * minuteMs;

interface Kept {
  readonly request: string;
  readonly answer?: KeptAnswer;
}

/** What the ids of an actor's answers begin with. */
export async function keptAnswersOf(registry: Registry, actor: Actor): Promise<string> {
  return `${await keyedHash(registry, 'kept answers of', actorKey(actor))}.`;
}

/** Claims a key for one request: of many at once, in whichever process, one gets `FRESH`. */
export async function claimKey(registry: Registry, actor: Actor, asked: KeyedRequest): Promise<KeyClaim> {
  const { store } = registry;
  const hash = await keyedHash(registry, 'kept answer', `${actorKey(actor)}\n${asked.operation}\n${asked.key}`);
  const id = `${await keptAnswersOf(registry, actor)}${hash}`;
  const request = await keyedHash(registry, 'kept request', asked.content);
  const put = (expected: number, kept: Kept | undefined, lifetimeMs: number) => {
    const now = registry.now();
    const body = kept === undefined ? undefined : JSON.stringify(kept);
    return store.putShortRecord({ kind: 'IDEMPOTENCY', id, expected, body, expiresAt: now + lifetimeMs, now });
  };
  const record = store.shortRecord('IDEMPOTENCY', id, registry.now());
  if (record !== undefined) return claimOfKept(JSON.parse(record.body) as Kept, request);
  if (!(await put(0, { request }, runningLifetimeMs))) {
    const winner = store.shortRecord('IDEMPOTENCY', id, registry.now());
    return winner === undefined ? { status: 'RUNNING' } : claimOfKept(JSON.parse(winner.body) as Kept, request);
  }
  const release = async () => {
    await put(1, undefined, 0);
  };
  return {
    status: 'FRESH',
    async keep(answer) {
      if (answer.body.length > keptBodyCharsMax) return release();
      await put(1, { request, answer }, keptAnswerLifetimeMs);
    },
    release,
  };
}

/** Whether a kept record holds an answer; else its request is under way. */
export function isAnswered({ body }: { readonly body: string }): boolean {
  return (JSON.parse(body) as Kept).answer !== undefined;
}

function claimOfKept({ request, answer }: Kept, asked: string): KeyClaim {
  if (request !== asked) return { status: 'OTHER' };
  return answer === undefined ? { status: 'RUNNING' } : { status: 'ANSWERED', answer };
}
