import type { CategoryId, ChannelId, Policy } from './policy.ts';
import type { BaseStance, Preferences } from './preferences.ts';

/**
 * Whether one set of preferences refuses all that another refuses, and allows nothing that the other leaves to the
 * law: at no time, in no category and on no channel of the policy is its holder worse protected. Categories added
 * later are the base stance's business, so a weaker base is worse, whatever is refused one by one.
 */
export function protectsAsMuch(policy: Policy, preferences: Preferences, than: Preferences): boolean {
  if (baseRank[preferences.base] < baseRank[than.base]) return false;
  if (preferences.base === 'REFUSE_ALL') return true;
  return (
    than.refusedBands.every((band) => preferences.refusedBands.includes(band)) &&
    than.refusedDayTypes.every((dayType) => preferences.refusedDayTypes.includes(dayType)) &&
    policy.categories.every(({ id: category }) =>
      policy.channels.every(
        ({ id: channel }) => protection(preferences, category, channel) >= protection(than, category, channel),
      ),
    )
  );
}

const baseRank: Readonly<Record<BaseStance, number>> = { LAW: 0, REFUSE_EXCEPT: 1, REFUSE_ALL: 2 };

const allowed = 0;
const leftToLaw = 1;
const refused = 2;

/** The same precedence as a decision's: cell, then category and channel with refusals first, then base. */
function protection(
  { base, cells, categories, channels }: Preferences,
  category: CategoryId,
  channel: ChannelId,
): number {
  const ofCell = cells.filter((cell) => cell.category === category && cell.channel === channel);
  const choices = ofCell.map(({ choice }) => choice);
  if (choices.length > 0) return choices.includes('REFUSE') ? refused : allowed;
  const general = [categories[category], channels[channel]];
  if (general.includes('REFUSE')) return refused;
  if (general.includes('ALLOW')) return allowed;
  return base === 'LAW' ? leftToLaw : refused;
}
