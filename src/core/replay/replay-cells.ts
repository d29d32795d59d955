import type { CategoryId, ChannelId, Policy } from '../policy.ts';
import { policyIndex, type RuledClass } from '../policy-index.ts';

/**
 * What the two policies say of a cell. `SAME`: word for word the same law, so that nothing can change for anybody.
 * `CHANGED`: something that it may depend on is not the same. `NEW`, `GONE`: only the proposed policy has the category
 * and the channel, or only the present one.
 */
export type LawChange = 'SAME' | 'CHANGED' | 'NEW' | 'GONE';

/** What may be asked about at once. */
export interface ReplayCell {
  readonly messageClass: RuledClass;
  readonly category: CategoryId;
  readonly channel: ChannelId;
  readonly law: LawChange;
}

const ruledClasses = ['PROMOTIONAL', 'SERVICE'] as const satisfies readonly RuledClass[];

/** Every category on every channel of either policy: the present one's in its order, then what is new. */
export function replayCells(present: Policy, proposed: Policy): readonly ReplayCell[] {
  const categories = union(present.categories, proposed.categories);
  const channels = union(present.channels, proposed.channels);
  return ruledClasses.flatMap((messageClass) =>
    categories.flatMap((category) =>
      channels.flatMap((channel): ReplayCell[] => {
        const cell = { messageClass, category, channel };
        const isNow = has(present, category, channel);
        const isThen = has(proposed, category, channel);
        if (!isNow && !isThen) return [];
        if (!isThen) return [{ ...cell, law: 'GONE' }];
        if (!isNow) return [{ ...cell, law: 'NEW' }];
        const isSame = lawText(present, cell) === lawText(proposed, cell);
        return [{ ...cell, law: isSame ? 'SAME' : 'CHANGED' }];
      }),
    ),
  );
}

function union(one: readonly { readonly id: string }[], other: readonly { readonly id: string }[]): readonly string[] {
  return [...new Set([...one, ...other].map(({ id }) => id))];
}

function has({ categories, channels }: Policy, category: CategoryId, channel: ChannelId): boolean {
  return categories.some(({ id }) => id === category) && channels.some(({ id }) => id === channel);
}

/** All that a decision in the cell may depend on, and perhaps more: equal texts never decide differently. */
function lawText(policy: Policy, { messageClass, category, channel }: Omit<ReplayCell, 'law'>): string {
  const { bands, dayTypes, holidays, zonePrefixes, defaultZones } = policy;
  const { rule, quietHours, defaults } = policyIndex(policy).lane(messageClass, channel);
  const rows = defaults
    .map(({ row }) => row)
    .filter(({ categories }) => categories?.includes(category) !== false)
    .map(({ from, until, decision }) => [from, until, decision]);
  const { senderRequired: _, source: _source, confirmed: _confirmed, ...ruled } = rule;
  return JSON.stringify([
    Object.entries(ruled).sort(([a], [b]) => (a < b ? -1 : 1)),
    quietHours,
    rows,
    bands.map(({ id, from, to }) => [id, from, to]),
    dayTypes.map(({ id, weekday }) => [id, weekday]),
    holidays.map(({ date }) => date),
    zonePrefixes.map(({ prefixes, zones }) => [prefixes, zones]),
    defaultZones,
  ]);
}
