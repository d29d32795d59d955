import type { Preferences } from '../../core/preferences.ts';
import { refuseAll } from '../../core/preferences.ts';
import { checkedPreferences, type PreferencesWords } from '../../registry/preferences/checked-preferences.ts';
import type { Registry } from '../../registry/registry.ts';
import { CommandFailure, WrongUsage } from '../failure.ts';
import { isRecord, jsonOf } from '../json-file.ts';

export interface PreferencesOptions {
  /** Categories; `all` for everything, those added later too. */
  readonly refuse?: readonly string[];
  readonly channel?: readonly string[];
  readonly preferences?: string;
}

/**
 * What the numbers of a list refuse: a file as the API takes it; or categories, channels, or, where both are named,
 * these categories on these channels; undefined where nothing is said. Fault INVALID_ARGUMENT for what the policy has
 * no meaning for.
 */
export function importPreferences(
  registry: Pick<Registry, 'policy'>,
  options: PreferencesOptions,
): Preferences | undefined {
  const { refuse = [], channel: channels = [], preferences: file } = options;
  const byWords = refuse.length + channels.length > 0;
  if (file !== undefined && byWords) throw new WrongUsage('--preferences: give it alone, or --refuse and --channel');
  if (file !== undefined) return checkedPreferences(registry, preferencesWords(file));
  if (!byWords) return undefined;
  if (refuse.some((word) => word.toLowerCase() === 'all')) {
    if (refuse.length + channels.length === 1) return refuseAll;
    throw new WrongUsage('--refuse: all covers every category and channel; name nothing beside it');
  }
  if (channels.length === 0) return checkedPreferences(registry, { categories: refused(refuse) });
  if (refuse.length === 0) return checkedPreferences(registry, { channels: refused(channels) });
  const cells = refuse.flatMap((category) =>
    channels.map((channel) => ({ category, channel, choice: 'REFUSE' }) as const),
  );
  return checkedPreferences(registry, { cells });
}

function refused(ids: readonly string[]): Readonly<Record<string, 'REFUSE'>> {
  return Object.fromEntries(ids.map((id) => [id, 'REFUSE']));
}

const bases: readonly unknown[] = ['LAW', 'REFUSE_EXCEPT', 'REFUSE_ALL'];
const choices: readonly unknown[] = ['REFUSE', 'ALLOW'];

/** What each member must look like; whether the policy knows the ids is asked later. */
const shapes: Readonly<
  Record<keyof Preferences, { readonly fits: (value: unknown) => boolean; readonly limit: string }>
> = {
  base: { fits: (value) => bases.includes(value), limit: bases.join(', ') },
  categories: { fits: isChoices, limit: 'an object of REFUSE or ALLOW by id' },
  channels: { fits: isChoices, limit: 'an object of REFUSE or ALLOW by id' },
  cells: {
    fits: (value) => Array.isArray(value) && value.every(isCell),
    limit: 'a list of {category, channel, choice}',
  },
  refusedBands: { fits: isIds, limit: 'a list of ids' },
  refusedDayTypes: { fits: isIds, limit: 'a list of ids' },
};

function preferencesWords(file: string): PreferencesWords {
  const content = jsonOf(file);
  if (!isRecord(content)) throw new CommandFailure(`${file}: preferences are a JSON object`);
  for (const [name, value] of Object.entries(content)) {
    const shape = Object.hasOwn(shapes, name) ? shapes[name as keyof Preferences] : undefined;
    if (shape === undefined) {
      throw new CommandFailure(`${file}: ${name}: no such member (one of ${Object.keys(shapes).join(', ')})`);
    }
    if (!shape.fits(value)) throw new CommandFailure(`${file}: ${name}: must be ${shape.limit}`);
  }
  return content as PreferencesWords;
}

function isChoices(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((choice) => choices.includes(choice));
}

function isCell(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { category, channel, choice, ...rest } = value;
  return (
    typeof category === 'string' &&
    typeof channel === 'string' &&
    choices.includes(choice) &&
    Object.keys(rest).length === 0
  );
}

function isIds(value: unknown): boolean {
  return Array.isArray(value) && value.every((id) => typeof id === 'string');
}
