import type { NumberChange } from '../core/change.ts';
import { shardOfBlock } from '../core/number-shard.ts';
import type { NumbersByBlock } from '../core/numbers-by-block.ts';
import { type Block, blockOf, type PhoneNumber } from '../core/phone-number.ts';
import type { AppendResult } from '../storage/store.ts';
import { type Limit, limitOf, type Timer, usualTimer } from './answer-limit.ts';
import { PartStates, sharedIds } from './part-states.ts';
import type { Shard, Standings } from './shard.ts';
import { joinedStates, splitByPart } from './split-states.ts';

export interface FanOutOptions {
  /** A part that has not answered a question about many numbers by then cannot say; a question about one number fails. */
  readonly limitMs: number;
  readonly timer?: Timer;
}

/**
 * One shard over several: a block's numbers are in the part that `shardOfBlock` names, each of which has one log. Parts
 * are asked at once and answer in one order; what a part cannot say (Fault UNAVAILABLE, or nothing in time) is missing
 * for its numbers only. Writes go to the parts of their numbers and are waited for without a limit: what becomes of one
 * that was sent nobody else can know.
 */
export function fanOutShard(parts: readonly Shard[], { limitMs, timer = usualTimer }: FanOutOptions): Shard {
  const limit = limitOf(limitMs, timer);
  const placeOf = (number: PhoneNumber): number => shardOfBlock(blockOf(number), parts.length);
  const partAt = (place: number): Shard => parts[place] as Shard;
  const partOf = (number: PhoneNumber): Shard => partAt(placeOf(number));
  const partWith = (block: Block): Shard => partAt(shardOfBlock(block, parts.length));
  return {
    logIdOf: (number) => partOf(number).logIdOf(number),
    logs: parts.flatMap(({ logs }) => logs),
    standings: standingsReader(parts, placeOf, limit),
    states: statesReader(parts, limit),
    number: (number) => limit.orFault(() => partOf(number).number(number)),
    history: (number, before, entriesMax) => limit.orFault(() => partOf(number).history(number, before, entriesMax)),
    numberBefore: (number, position) => limit.orFault(() => partOf(number).numberBefore(number, position)),
    change: (changes) => changeParts(parts, placeOf, changes),
    block: async (block) => limit.orFault(() => partWith(block).block(block)),
    importBlock: (rows) => partWith(rows.block).importBlock(rows),
  };
}

type PlaceOf = (number: PhoneNumber) => number;

function standingsReader(parts: readonly Shard[], placeOf: PlaceOf, limit: Limit): Shard['standings'] {
  const states = parts.map((_, place) => new PartStates(place, parts.length));

  function ofOne(number: PhoneNumber, numbers: readonly PhoneNumber[]): Standings | Promise<Standings> {
    const place = placeOf(number);
    const known = states[place] as PartStates;
    const asked = limit.orUndefined(() => (parts[place] as Shard).standings(numbers));
    const answered = (given: Standings | undefined): Standings =>
      given === undefined ? nothingSaid : { ...given, standings: [known.shared(given.standings[0])] };
    return asked instanceof Promise ? asked.then(answered) : answered(asked);
  }

  return (numbers) => {
    const [first] = numbers;
    if (first !== undefined && numbers.length === 1) return ofOne(first, numbers);
    const rows = rowsByPlace(numbers, placeOf, parts.length);
    const asked = rows.map((own, place) =>
      own.length === 0
        ? undefined
        : limit.orUndefined(() => (parts[place] as Shard).standings(own.map((row) => numbers[row] as PhoneNumber))),
    );
    const join = (given: readonly (Standings | undefined)[]) => joined(numbers.length, rows, given, states);
    const isWaiting = asked.some((one) => one instanceof Promise);
    return isWaiting ? Promise.all(asked).then(join) : join(asked as (Standings | undefined)[]);
  };
}

const nothingSaid: Standings = { heads: [], standings: [undefined], versions: [0] };

/** The places in `numbers` of those of each part, in order. */
function rowsByPlace(numbers: readonly PhoneNumber[], placeOf: PlaceOf, parts: number): readonly (readonly number[])[] {
  const rows = Array.from({ length: parts }, (): number[] => []);
  for (let row = 0; row < numbers.length; row++) rows[placeOf(numbers[row] as PhoneNumber)]?.push(row);
  return rows;
}

function joined(
  count: number,
  rows: readonly (readonly number[])[],
  given: readonly (Standings | undefined)[],
  states: readonly PartStates[],
): Standings {
  const standings: Standings['standings'][number][] = new Array(count);
  const versions: number[] = new Array<number>(count).fill(0);
  for (const [place, own] of rows.entries()) {
    const said = given[place];
    const known = states[place] as PartStates;
    for (const [at, row] of own.entries()) {
      standings[row] = known.shared(said?.standings[at]);
      versions[row] = said?.versions[at] ?? 0;
    }
  }
  return { heads: given.flatMap((said) => said?.heads ?? []), standings, versions };
}

function statesReader(parts: readonly Shard[], limit: Limit): Shard['states'] {
  return async (numbers: NumbersByBlock) => {
    const split = splitByPart(numbers, parts.length);
    const given = await Promise.all(
      split.map(({ numbers: own }, place) =>
        own.offsets.length === 0 ? undefined : limit.orUndefined(() => (parts[place] as Shard).states(own)),
      ),
    );
    return joinedStates(numbers, split, given, sharedIds(parts.length));
  };
}

/** All parts are waited for, also where one fails: nothing is under way any more when it rejects. */
async function changeParts(
  parts: readonly Shard[],
  placeOf: PlaceOf,
  changes: readonly NumberChange[],
): Promise<readonly AppendResult[]> {
  const rows = rowsByPlace(
    changes.map(({ number }) => number),
    placeOf,
    parts.length,
  );
  const results: AppendResult[] = new Array(changes.length);
  const written = rows.map(async (own, place) => {
    if (own.length === 0) return;
    const given = await (parts[place] as Shard).change(own.map((row) => changes[row] as NumberChange));
    for (const [at, row] of own.entries()) results[row] = given[at] as AppendResult;
  });
  const failed = (await Promise.allSettled(written)).find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return results;
}
