import { Fault } from '../../core/fault.ts';
import { type NumberState, unknownState } from '../../core/number-record.ts';
import { type Block, numberAt, type PhoneNumber } from '../../core/phone-number.ts';
import { noPreferences, type Preferences } from '../../core/preferences.ts';
import { decodeBlockImage, emptyBlock } from '../../storage/block-image.ts';
import { preferencesJson } from '../../storage/canonical.ts';
import type { BlockImport } from '../../storage/store.ts';
import type { Actor } from '../access/actor.ts';
import { actorName } from '../access/permission.ts';
import type { Registry } from '../registry.ts';
import { changeNumbers, type NumberAsk } from './change-numbers.ts';
import { entriesOfTenure } from './present-tenure.ts';

/** What a list says of the numbers of one block; no block comes twice in one import, no offset twice in a block. */
export interface NumbersOfBlock extends Pick<BlockImport, 'block' | 'groups'> {
  /** Numbers that are no longer on the list. */
  readonly withdrawn?: Uint16Array;
}

/** What a list says of one number; `preferences` undefined: that it is no longer on it. */
export interface Listed {
  readonly number: PhoneNumber;
  readonly preferences: Preferences | undefined;
}

/**
 * The batch that spoke last of the preferences that stand, of the present holder alone; undefined where he chose them
 * himself, a carrier did for him, or nobody did.
 */
export async function batchBehind(registry: Pick<Registry, 'shard'>, number: PhoneNumber): Promise<string | undefined> {
  for await (const entry of entriesOfTenure(registry, number)) {
    if ('block' in entry) return entry.batchId;
    if ('number' in entry && entry.event.kind === 'PREFERENCES_SET') return entry.event.batchId;
    if ('number' in entry && !leavesPreferences.has(entry.event.kind)) return undefined;
  }
  return undefined;
}

/** What says nothing of preferences; after anything else, what stands is no list's word. */
const leavesPreferences: ReadonlySet<string> = new Set([
  'CONSENT_REQUESTED',
  'CONSENT_GIVEN',
  'CONSENT_WITHDRAWN',
  'SENDER_REFUSED',
  'SENDER_READMITTED',
  'NUMBER_DISCONNECTED',
  'NUMBER_RECLAIMED',
  'NUMBER_PORTED',
]);

/** Whether what stands is a list's word alone: the holder who says the same makes it his own by an entry. */
export async function isListed(registry: Pick<Registry, 'shard'>, number: PhoneNumber): Promise<boolean> {
  return (await batchBehind(registry, number)) !== undefined;
}

/** `ftc` of `ftc:2026-11`: the list that a batch is a part of; undefined where it stands alone. */
export function listOf(batchId: string): string | undefined {
  const end = batchId.indexOf(':');
  return end === -1 ? undefined : batchId.slice(0, end);
}

/**
 * Whether what a list says of a number with entries of its own changes anything. What a list brought, the same list
 * changes or takes away; where a list took it away, any list brings it anew. What anybody else said since, no list
 * touches, be it the same choice once more: see `setPreferences`, which writes an entry for that.
 */
export async function changesByList(
  registry: Pick<Registry, 'shard'>,
  batchId: string,
  { number, preferences = noPreferences }: Listed,
  standing: Preferences,
): Promise<boolean> {
  const stands = preferencesJson(standing);
  if (stands === preferencesJson(preferences)) return false;
  const behind = await batchBehind(registry, number);
  if (behind === undefined) return false;
  return stands === nothing || (listOf(batchId) !== undefined && listOf(behind) === listOf(batchId));
}

const nothing = preferencesJson(noPreferences);

/** Writes an entry a number where `changesByList`; resolves to those changed. Faults: ABORTED, UNAVAILABLE. */
export async function changeListed(
  registry: Registry,
  actor: Actor,
  batchId: string,
  listed: readonly Listed[],
): Promise<readonly Listed[]> {
  const asks = listed.map((one): NumberAsk => {
    const { number, preferences = noPreferences } = one;
    return {
      number,
      async draftOf({ record }) {
        if (!(await changesByList(registry, batchId, one, record.state.preferences))) return undefined;
        const event = { kind: 'PREFERENCES_SET', preferences, batchId } as const;
        return { event, actor: actorName(actor), wayIn: 'IMPORT', proof: 'IMPORT' };
      },
    };
  });
  const results = await changeNumbers(registry, asks);
  return listed.filter((_, index) => {
    const result = results[index];
    if (result instanceof Fault) throw result;
    return result?.changed === true;
  });
}

/** The rows that say other than what stands, as far as the block shows; the log says which of them change it. */
export function rowsThatDiffer(
  batchId: string,
  { block, groups, withdrawn = new Uint16Array(0) }: NumbersOfBlock,
  stateAt: StateAt,
): readonly Listed[] {
  const standingAt = standingIn(stateAt);
  const isOfList = listOf(batchId) !== undefined;
  const differing = groups.flatMap(({ preferences, offsets }) => {
    const wanted = preferencesJson(preferences);
    const differs = (standing: string) => standing === nothing || (isOfList && standing !== wanted);
    return listedAt(
      block,
      offsets.filter((offset) => differs(standingAt(offset))),
      preferences,
    );
  });
  const held = withdrawn.filter((offset) => standingAt(offset) !== nothing);
  return [...differing, ...listedAt(block, held, undefined)];
}

function listedAt(block: Block, offsets: Uint16Array, preferences: Preferences | undefined): Listed[] {
  return Array.from(offsets, (offset) => ({ number: numberAt(block, offset), preferences }));
}

/** The preferences of each number of a block, as canonical text. */
function standingIn(stateAt: StateAt): (offset: number) => string {
  const texts = new Map<NumberState, string>();
  return (offset) => {
    const state = stateAt(offset) ?? unknownState;
    const text = texts.get(state) ?? preferencesJson(state.preferences);
    texts.set(state, text);
    return text;
  };
}

/** How the numbers of a block stand, recent changes included; undefined: never heard of, or nothing stands since long. */
type StateAt = (offset: number) => NumberState | undefined;

/** Fault UNAVAILABLE. */
export async function standingNow({ shard }: Pick<Registry, 'shard'>, block: Block): Promise<StateAt> {
  const { image, recent, states } = await shard.block(block);
  const held = image === undefined ? emptyBlock() : decodeBlockImage(image);
  const changed = new Map(recent.map(({ offset, state }) => [offset, state]));
  return (offset) => {
    const stateId = changed.get(offset) ?? (held.stateAt(offset) || undefined);
    return stateId === undefined ? undefined : states.get(stateId);
  };
}
