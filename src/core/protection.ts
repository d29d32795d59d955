import type { CategoryId, ChannelId, Policy } from './policy.ts';
import {
  type BaseStance,
  type CellChoice,
  type Choice,
  canonicalPreferences,
  type Preferences,
} from './preferences.ts';

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

/**
 * What refuses whatever either of two sets refuses, and allows only what both allow: it protects as much as each. What
 * cannot be said that way is refused. Consents aside: who refuses all and then lets one brand through sets it no hours.
 */
export function strictest(policy: Policy, one: Preferences, other: Preferences): Preferences {
  if (protectsAsMuch(policy, one, other)) return one;
  if (protectsAsMuch(policy, other, one)) return other;
  const general: Preferences = {
    base: baseRank[one.base] > baseRank[other.base] ? one.base : other.base,
    categories: { ...refusalsIn(one.categories), ...refusalsIn(other.categories) },
    channels: { ...refusalsIn(one.channels), ...refusalsIn(other.channels) },
    cells: [],
    refusedBands: [...one.refusedBands, ...other.refusedBands],
    refusedDayTypes: [...one.refusedDayTypes, ...other.refusedDayTypes],
  };
  const cells = policy.categories.flatMap(({ id: category }) =>
    policy.channels.flatMap(({ id: channel }): CellChoice[] => {
      const wanted = Math.max(protection(one, category, channel), protection(other, category, channel));
      if (wanted === allowed) return [{ category, channel, choice: 'ALLOW' }];
      const isRefused = protection(general, category, channel) === refused;
      return wanted === refused && !isRefused ? [{ category, channel, choice: 'REFUSE' }] : [];
    }),
  );
  return canonicalPreferences({ ...general, cells });
}

function refusalsIn(choices: Readonly<Record<string, Choice>>): Record<string, Choice> {
  return Object.fromEntries(Object.entries(choices).filter(([, choice]) => choice === 'REFUSE'));
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
