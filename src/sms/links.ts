import type { Policy } from '../core/policy.ts';
import type { Actor } from '../registry/access/actor.ts';
import type { Registry } from '../registry/registry.ts';
import { receiveReceipt } from '../registry/texts/outgoing/receive-receipt.ts';
import { receiveText } from '../registry/texts/receive-text.ts';
import { GivenSettings, LinkSettingError } from './given-settings.ts';
import type { LinkDoor, LinkEnds, LinkLog, LinkSettings } from './link.ts';
import type { Outlet } from './outlet.ts';

/** What a link of one kind is made of; `given` holds the settings that are its own. */
export type LinkKind = (common: LinkSettings, given: GivenSettings) => LinkParts;

export interface LinkParts {
  /** Opened in one process of several, and closed there. */
  outlet(ends: LinkEnds, now: () => number): Outlet;
  /** Absent where nothing comes in by HTTP; there in every process. */
  readonly door?: (ends: LinkEnds, policy: Policy) => LinkDoor;
}

export interface Link extends LinkSettings, LinkParts {}

/** The links of a links file. */
export interface Links {
  readonly links: readonly Link[];
  /** Of all links together. */
  readonly textsPerMinuteMax: number;
}

const linksMax = 16;
/** A hundred a second. */
export const usualTextsPerMinuteMax = 6_000;

/** Reads what a links file holds. Throws `LinkSettingError` for the first setting that is missing or wrong. */
export function linksOf(content: unknown, kinds: Readonly<Record<string, LinkKind>>, policy: Policy): Links {
  const given = new GivenSettings('', content);
  const textsPerMinuteMax = given.integer('textsPerMinuteMax', 1, 1_000_000, usualTextsPerMinuteMax);
  const links = given.list('links', linksMax).map((one, at) => linkOf(`links[${at}]`, one, kinds, policy));
  given.close();
  for (const [at, { name }] of links.entries()) {
    if (links.findIndex((link) => link.name === name) === at) continue;
    throw new LinkSettingError(`links[${at}].name: must be another than that of a link before`);
  }
  return { links, textsPerMinuteMax };
}

function linkOf(path: string, content: unknown, kinds: Readonly<Record<string, LinkKind>>, policy: Policy): Link {
  const given = new GivenSettings(path, content);
  const own = policy.texts.numbers.map(({ number }) => number);
  const common: LinkSettings = {
    name: given.text('name', '1 to 32 of a-z, 0-9 and -', (text) => /^[a-z0-9][a-z0-9-]{0,31}$/.test(text)),
    organisation: given.text('organisation', 'the id of a carrier', () => true, 64),
    numbers: given.texts('numbers', `numbers of the policy, of ${own.join(', ')}`, (text) => own.includes(text), 32),
  };
  const kind = kinds[given.oneOf('kind', Object.keys(kinds))];
  const parts = kind?.(common, given);
  given.close();
  return { ...common, ...parts } as Link;
}

/** The registry as one link sees it. */
export function endsOf(registry: Registry, { name: link, organisation }: LinkSettings, log: LinkLog): LinkEnds {
  return {
    // Two links of one carrier may count their texts alike.
    takeText: async (text) =>
      receiveText(registry, actorOf(registry, organisation), { ...text, messageId: `${link}/${text.messageId}` }),
    receipt: async (receipt) => receiveReceipt(registry, actorOf(registry, organisation), { ...receipt, link }),
    log,
  };
}

/** Whether texts that come by the link are taken now. */
export function mayTakeTexts({ directory }: Registry, { organisation }: LinkSettings): boolean {
  const { role, status, scopes } = directory.organisation(organisation)?.document ?? {};
  return role === 'CARRIER' && status === 'ACTIVE' && scopes?.includes('dnd:inbound-texts:write') === true;
}

/** As it stands now: a suspension binds the next text. */
function actorOf({ directory }: Registry, organisationId: string): Actor {
  const document = directory.organisation(organisationId)?.document;
  const isActive = document?.status === 'ACTIVE';
  return { kind: 'ORGANISATION', organisationId, role: 'CARRIER', scopes: isActive ? document.scopes : [] };
}
