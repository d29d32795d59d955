import { exportJWK, generateKeyPair } from 'jose';
import { expect, vi } from 'vitest';
import { type Answer, type Ask, accessToken, asking } from './http.ts';
import type { Target, TargetClient } from './target.ts';

export interface Member {
  readonly client: TargetClient;
  readonly token: string;
  readonly ask: Ask;
}

export interface Subscriber {
  readonly phoneNumber: string;
  /** Of the session. */
  readonly token: string;
  readonly ask: Ask;
}

/** Who lives in a registry while the suite runs: organisations of every role, and as many subscribers as are wanted. */
export interface Country {
  readonly target: Target;
  readonly nobody: Ask;
  readonly operator: Member;
  /** Serves all numbers of `phoneNumber()`; the other one those of `otherNumber()`. */
  readonly carrier: Member;
  readonly otherCarrier: Member;
  readonly callCentre: Member;
  readonly reseller: Member;
  readonly brand: Member;
  readonly regulator: Member;
  /** May claim the classes TRANSACTIONAL and GOVERNMENT. */
  readonly authority: Member;
  /** Categories of the policy. */
  readonly categories: readonly string[];
  /** A number that was never given before; one after the other they lie in different blocks. */
  phoneNumber(): string;
  otherNumber(): string;
  /** Signs the holder of a number in, by the code that is texted to it. */
  signIn(phoneNumber?: string): Promise<Subscriber>;
  /** One who is signed in, for what changes nothing that matters. */
  resident(): Promise<Subscriber>;
  /** Admits one more organisation. */
  admit(role: string, terms?: Readonly<Record<string, unknown>>): Promise<Member>;
}

/** The identity that `brand` sends under, in all categories, with everybody of the country as its agent. */
export const sender = 'CONFORMITY';

/** A question that the call centre, the carrier, the reseller and the brand may ask. */
export const question = { category: 'FIN_CREDIT', channel: 'VOICE', sender } as const;

const patience = { timeout: 30_000, interval: 15 };

/** Looks again and again until something holds. */
export function eventually<T>(look: () => Promise<T>): Promise<T> {
  return vi.waitFor(look, patience);
}

const sixDigits = /(?<!\d)\d{6}(?!\d)/;

/** The six digits of the last text to a number that has some, not counting the first so many texts. */
export function textedCode(target: Target, phoneNumber: string, before = 0): Promise<string> {
  return eventually(async () => {
    const texts = (await target.texts(phoneNumber)).slice(before);
    const code = texts.map((text) => sixDigits.exec(text)?.[0]).findLast((found) => found !== undefined);
    if (code === undefined) throw new Error('no code was texted');
    return code;
  });
}

export async function foundCountry(target: Target): Promise<Country> {
  const nobody = asking(target.url);
  const operator = await member(target, target.operator);
  let admitted = 0;
  const admit: Country['admit'] = async (role, terms = {}) => {
    const client = await newClient(`${role.toLowerCase().replace('_', '-')}-${++admitted}`);
    const { d: _private, ...jwk } = client.privateJwk;
    const body = { organisationId: client.clientId, name: client.clientId, role, jwks: { keys: [jwk] }, ...terms };
    expect((await operator.ask('POST', '/v1/organisations', { body })).status).toBe(201);
    return member(target, client);
  };
  await makeRoom(operator);
  const classes = { admittedClasses: ['TRANSACTIONAL', 'GOVERNMENT'] };
  const [carrier, otherCarrier, callCentre, reseller, brand, regulator, authority] = [
    await admit('CARRIER', { numberRanges: ['8613'] }),
    await admit('CARRIER', { numberRanges: ['8615'] }),
    await admit('CALL_CENTRE'),
    await admit('RESELLER'),
    await admit('BRAND'),
    await admit('REGULATOR'),
    await admit('BRAND', classes),
  ];
  const { categories } = (await nobody('GET', '/v1/policy')).body<{ categories: readonly { id: string }[] }>();
  const ids = categories.map(({ id }) => id);
  const agents = [carrier, callCentre, reseller].map(({ client }) => ({ organisationId: client.clientId }));
  const identity = { senderId: sender, kind: 'HEADER', brand: brand.client.clientId, categories: ids, agents };
  expect((await operator.ask('POST', '/v1/sender-identities', { body: identity })).status).toBe(201);
  const [phoneNumber, otherNumber] = [numbersFrom('86138'), numbersFrom('86158')];
  const signIn: Country['signIn'] = (number = phoneNumber()) => signedIn(target, nobody, number);
  let resident: Promise<Subscriber> | undefined;
  return {
    ...{ target, nobody, operator, carrier, otherCarrier, callCentre, reseller, brand, regulator, authority },
    ...{ categories: ids, phoneNumber, otherNumber, signIn, admit },
    resident() {
      resident ??= signIn();
      return resident;
    },
  };
}

/** A demo's carrier serves every number: what it keeps is none of ours. */
async function makeRoom({ ask }: Member): Promise<void> {
  type Page = { readonly organisations: readonly { organisationId: string; numberRanges: readonly string[] }[] };
  const { organisations } = (await ask('GET', '/v1/organisations?limit=100')).body<Page>();
  for (const { organisationId } of organisations.filter(({ numberRanges }) => numberRanges.length > 0)) {
    const body = { numberRanges: ['8618'] };
    const changed = await ask('PATCH', `/v1/organisations/${organisationId}`, { body, headers: { 'if-match': '*' } });
    expect(changed.status).toBe(200);
  }
}

export async function newClient(clientId: string): Promise<TargetClient> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const { kty = '', crv = '', x = '', y = '', d = '' } = await exportJWK(privateKey);
  return { clientId, privateJwk: { kty, crv, x, y, d, kid: `${clientId}-key` } };
}

export async function member({ url }: Target, client: TargetClient, scope?: string): Promise<Member> {
  const token = await accessToken(url, client, scope);
  return { client, token, ask: asking(url, token) };
}

/** Each in the next of 97 blocks: with several logs they lie in all of them. */
function numbersFrom(prefix: string): () => string {
  let given = 0;
  return () => {
    const [block, line] = [(given % 97) * 103 + 7, Math.floor(given / 97) * 11 + 3];
    given++;
    return `+${prefix}${String(block).padStart(4, '0')}${String(line).padStart(4, '0')}`;
  };
}

async function signedIn(target: Target, nobody: Ask, phoneNumber: string): Promise<Subscriber> {
  const before = (await target.texts(phoneNumber)).length;
  const asked = await nobody('POST', '/v1/subscriber/codes', { body: { phoneNumber, language: 'en' } });
  expect(asked.status).toBe(202);
  const code = await textedCode(target, phoneNumber, before);
  const opened = await nobody('POST', '/v1/subscriber/sessions', { body: { phoneNumber, code } });
  expect(opened.status).toBe(201);
  const { token } = opened.body<{ token: string }>();
  return { phoneNumber, token, ask: asking(target.url, token) };
}

/** Asks about a number as the call centre, and gives back decision and reason. */
export async function decisionOn(
  { callCentre }: Country,
  phoneNumber: string,
  terms: object = {},
): Promise<readonly [decision: string, reason: string]> {
  const answer = await callCentre.ask('POST', '/v1/lookup', { body: { ...question, phoneNumber, ...terms } });
  expect(answer.status).toBe(200);
  const { decision, reason } = answer.body<{ decision: string; reason: string }>();
  return [decision, reason];
}

/** What an answer comes to: its status and, where it is a refusal, code and part. */
export function refusal(answer: Answer): readonly [status: number, code?: unknown, field?: unknown] {
  if (answer.status < 400) return [answer.status];
  const { code, field } = answer.body();
  return [answer.status, code, field];
}
