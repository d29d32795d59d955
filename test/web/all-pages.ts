import type { PhoneNumber } from '../../src/core/phone-number.ts';
import { cnPolicy } from '../../src/core/policies/cn.ts';
import type { Policy } from '../../src/core/policy.ts';
import { noPreferences } from '../../src/core/preferences.ts';
import type { OrganisationActor } from '../../src/registry/access/actor.ts';
import { giveConsent } from '../../src/registry/consents/give-consent.ts';
import { refuseSender } from '../../src/registry/consents/refuse-sender.ts';
import { requestConsent } from '../../src/registry/consents/request-consent.ts';
import { lookUp } from '../../src/registry/lookups/look-up.ts';
import { setPreferences } from '../../src/registry/preferences/set-preferences.ts';
import {
  lastCode,
  type MemoryRegistry,
  memoryRegistry,
  setOrganisation,
  setSenderIdentity,
  subscriber,
} from '../registry/memory-registry.ts';
import { addReleases, madeReleases } from './figures/made-releases.ts';
import { type Shown, type Visitor, visitor } from './visitor.ts';

/** A number of each policy's plan. */
const numbers: Readonly<Record<string, number>> = {
  CN: 8613800010000,
  IN: 919800000001,
  ES: 34600000001,
  US: 12125550100,
};

export function numberOf({ jurisdiction }: Policy): PhoneNumber {
  return (numbers[jurisdiction] ?? 0) as PhoneNumber;
}

/** Names that a careless page would run. */
export const hostileName = '<script>alert(1)</script> & "Sons"';

export interface LivedIn extends MemoryRegistry {
  readonly number: PhoneNumber;
  readonly person: Visitor;
  readonly asker: OrganisationActor;
  /** The whole answer to a lookup, with its receipt. */
  receipt(): Promise<string>;
}

/** A registry in which something has happened: consents, one asked for, one shut out, more changes than a page holds. */
export async function livedIn(policy: Policy = cnPolicy, language = 'en'): Promise<LivedIn> {
  const memory = await memoryRegistry({ policy });
  const { registry } = memory;
  const number = numberOf(policy);
  const holder = subscriber(number);
  const categories = policy.categories.map(({ id }) => id);
  for (const [brand, name] of [
    ['brand-1', 'Sunny Bank'],
    ['brand-2', hostileName],
    ['brand-3', 'Third House'],
    ['brand-4', 'Fourth Wall'],
  ] as const) {
    await setOrganisation(registry, brand, { name });
    await setSenderIdentity(registry, `SENDER-${brand}`, { brand, categories });
  }
  const asker = await setOrganisation(registry, 'brand-2', { name: hostileName });
  await giveConsent(registry, holder, { brand: 'brand-1', scope: { categories: categories.slice(0, 2) } });
  await requestConsent(registry, asker, {
    phoneNumber: `+${number}`,
    sender: 'SENDER-brand-2',
    scope: { channels: [policy.channels[0]?.id ?? ''] },
    expiresAt: registry.now() + 86_400_000,
  });
  await refuseSender(registry, holder, { brand: 'brand-3' });
  for (const [place, category] of categories.slice(0, 8).entries()) {
    const replace = { ...noPreferences, categories: { [category]: place % 2 === 0 ? 'REFUSE' : 'ALLOW' } as const };
    await setPreferences(registry, holder, { ifMatch: '*', replace });
  }
  const receipt = async () => {
    const enquiry = { phoneNumber: `+${number}`, category: categories[0] ?? '', channel: policy.channels[0]?.id ?? '' };
    return lookUp(registry, asker, { ...enquiry, sender: 'SENDER-brand-2' });
  };
  return { ...memory, number, person: visitor(memory, language), asker, receipt };
}

/** Every page in every state that has words of its own, by name. */
export async function* allPages(lived: LivedIn): AsyncGenerator<readonly [name: string, page: Shown], void> {
  const { person } = lived;
  yield ['start', await person.get('/')];
  yield ['start, wrong', await person.submit('/', { phoneNumber: '12' })];
  yield ['code', await person.submit('/', { phoneNumber: `+${lived.number}` })];
  yield ['code, wrong', await person.submit('/code', { code: '12' })];
  yield ['code, refused', await person.submit('/code', { code: '000000' })];
  yield ['choices', await person.signIn(lived.number)];
  yield ['companies', await person.get('/me/senders')];
  yield ['companies, nothing entered', await person.submit('/me/senders/search')];
  yield ['companies, none found', await person.submit('/me/senders/search', { sender: 'nobody at all' })];
  yield ['companies, found', await person.submit('/me/senders/search', { sender: 'SENDER' })];
  yield ['companies, shut out', await person.submit('/me/senders/refuse', { brand: 'brand-4' })];
  yield ['companies, gone', await person.submit('/me/senders/withdraw', { brand: 'brand-4' })];
  yield* choicePages(person);
  yield ['history', await person.get('/me/history')];
  const older = /\/me\/history\?before=[^"]+/.exec((await person.get('/me/history')).html)?.[0] ?? '';
  yield ['history, older', await person.get(older)];
  yield* checkPages(lived);
  yield* dataPages(lived);
  yield* figuresPages(lived);
  yield ['help', await person.get('/help')];
  yield ['no page', await person.get('/nowhere')];
  await person.get('/help');
  yield ['refused', await person.get('/me/history?before=none')];
}

async function* choicePages(person: Visitor): AsyncGenerator<readonly [string, Shown], void> {
  await person.get('/me');
  yield ['choices, the same', await person.submit('/me')];
  yield ['choices, saved', await person.submit('/me', { may: [] })];
  yield ['choices, undone', await person.submit('/me/undo')];
  yield ['choices, ask whom', await person.submit('/me', { base: 'REFUSE_EXCEPT' })];
  yield ['choices, changed elsewhere', await person.submit('/me', { position: 'log:1', seen: 'other' })];
  await person.get('/me');
  yield ['choices, second step', await person.submit('/me', { base: 'REFUSE_ALL' })];
  yield ['choices, refusing all', await person.submit('/me')];
  yield ['choices, leaving', await person.submit('/me', { base: 'LAW' })];
  yield ['choices, undo too late', await person.get('/me?late')];
}

async function* figuresPages({ person, registry }: LivedIn): AsyncGenerator<readonly [string, Shown], void> {
  yield ['figures, none yet', await person.get('/figures')];
  yield ['open data, none yet', await person.get('/open-data')];
  const months = madeReleases(registry.policy, '2026-08', 4);
  await addReleases(registry.store, [...months, ...madeReleases(registry.policy, '2026-Q3', 1)]);
  yield ['figures', await person.get('/figures')];
  yield ['figures, the first month', await person.get('/figures?period=2026-08')];
  yield ['figures, a quarter', await person.get('/figures?period=2026-Q3&region=UNKNOWN')];
  yield ['figures, wrong', await person.get('/figures?period=2020-01&region=<b>')];
  yield ['open data', await person.get('/open-data')];
  yield ['open data, a quarter', await person.get('/open-data?period=2026-Q3')];
  yield ['open data, wrong', await person.get('/open-data?period=2020-01')];
}

async function* dataPages({ person, outbox }: LivedIn): AsyncGenerator<readonly [string, Shown], void> {
  yield ['data', await person.get('/me/data')];
  yield ['data, forget history?', await person.submit('/me/data/forget-history')];
  yield ['data, history forgotten', await person.submit('/me/data/forget-history')];
  yield ['history, forgotten', await person.get('/me/history')];
  await person.get('/me/data');
  yield ['data, forget everything?', await person.submit('/me/data/forget-everything')];
  yield ['data, wrong code', await person.submit('/me/data/forget-everything', { code: '1' })];
  yield ['data, refused code', await person.submit('/me/data/forget-everything', { code: '000000' })];
  yield ['data, all forgotten', await person.submit('/me/data/forget-everything', { code: lastCode(outbox) })];
}

async function* checkPages({ person, receipt }: LivedIn): AsyncGenerator<readonly [string, Shown], void> {
  const response = await receipt();
  const { receipt: jws } = JSON.parse(response) as { receipt: string };
  const check = async (text: string) => {
    await person.get('/check');
    return person.submit('/check', { receipt: text });
  };
  yield ['check', await person.get('/check')];
  yield ['check, nothing entered', await check('')];
  yield ['check, valid', await check(response)];
  yield ['check, alone', await check(jws)];
  yield ['check, changed', await check(response.replace(/"decision":"\w+"/, '"decision":"MAYBE"'))];
  yield ['check, forged', await check(`${jws.slice(0, -8)}AAAAAAAA`)];
  yield ['check, none', await check('no receipt')];
  await person.get('/me/history');
  const { html } = await person.submit('/me/history/receipt');
  yield ['check, of a change', await check(html)];
}
