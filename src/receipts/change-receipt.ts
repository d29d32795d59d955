import type { NumberEvent, Proof, WayIn } from '../core/change.ts';
import type { EpochMs } from '../core/time.ts';
import { formatInstant, parseInstant } from '../core/time.ts';
import { canonicalJson } from '../storage/canonical.ts';
import { entryBytes, saltBytes } from '../storage/leaf-hash.ts';
import { base64url, bytesOfBase64url } from './base64url.ts';
import { type GivenResponse, memberOf, type Payload, record, uniqueMembers } from './given-receipt.ts';
import { type AnySha256, saltedLeaf } from './inclusion.ts';

/**
 * The proof of one entry of a number's history, for its holder: the payload of a JWS of type `dnd-change+jwt`. It has no
 * `exp`: what happened does not run out, and it holds when the registry itself has erased the entry. With `salt` the
 * leaf can be computed from the other members (see `entryBytes`), so that the entry is checked against the log.
 */
export interface ChangeReceipt {
  readonly receiptForm: 'CHANGE';
  readonly iss: string;
  /** When the receipt was made: seconds since 1970 (RFC 7519). */
  readonly iat: number;
  readonly phoneNumber: string;
  /** Place in the change log, and that of the number's entry before: `log:42`. */
  readonly position: string;
  readonly follows?: string;
  /** RFC 3339 in UTC. */
  readonly at: string;
  /** As the log has it, times in milliseconds since 1970; `IMPORTED`: the number stood in a list. */
  readonly event: NumberEvent | { readonly kind: 'IMPORTED' };
  /** `subscriber`, `organisation:ID`, or `operator`, whose people are not named. */
  readonly actor: string;
  readonly agent?: string;
  readonly wayIn: WayIn;
  readonly proof: Proof;
  readonly hashAlgorithm: 'SHA-256';
  /** base64url. */
  readonly leafHash: string;
  /** base64url; absent of an operator's entry, which names a person, and of a list's, which is about many numbers. */
  readonly salt?: string;
  /** Id of the policy when the receipt was made. */
  readonly policy: string;
}

export interface ChangeReceiptFacts
  extends Omit<ChangeReceipt, 'receiptForm' | 'hashAlgorithm' | 'at' | 'leafHash' | 'salt' | 'follows' | 'agent'> {
  readonly at: EpochMs;
  readonly follows: string | undefined;
  readonly agent: string | undefined;
  readonly leafHash: Uint8Array;
  readonly salt: Uint8Array | undefined;
}

/** The JSON of a `ChangeReceipt`: members in one fixed order, absent ones left out. */
export function changeReceipt(facts: ChangeReceiptFacts): string {
  const { iss, iat, phoneNumber, position, follows, at, event, actor, agent, wayIn, proof, policy } = facts;
  const { leafHash, salt } = facts;
  const receipt: Readonly<Record<keyof ChangeReceipt, unknown>> = {
    receiptForm: 'CHANGE',
    iss,
    iat,
    phoneNumber,
    position,
    follows,
    at: formatInstant(at),
    event,
    actor,
    agent,
    wayIn,
    proof,
    hashAlgorithm: 'SHA-256',
    leafHash: base64url(leafHash),
    salt: salt === undefined ? undefined : base64url(salt),
    policy,
  };
  return JSON.stringify(receipt);
}

/** Members of a change receipt's response that are not what was signed, and `leafHash` where the entry has another. */
export async function differingChange(
  signed: Payload,
  response: GivenResponse | undefined,
  sha256: AnySha256,
): Promise<readonly string[]> {
  const told = toldOf(signed);
  const beside = (response?.names ?? []).filter((name) => {
    if (response === undefined || name === 'receipt' || !Object.hasOwn(told, name)) return false;
    return canonicalJson(givenMember(response, name)) !== canonicalJson(told[name]);
  });
  const leafHolds = signed['salt'] === undefined || (await leafOf(signed, sha256)) === signed['leafHash'];
  return leafHolds ? beside : [...new Set([...beside, 'leafHash'])];
}

/** Whether a response says anything that is signed too. */
export function namesSigned(signed: Payload, { names }: GivenResponse): boolean {
  const told = toldOf(signed);
  return names.some((name) => name !== 'receipt' && Object.hasOwn(told, name));
}

/** What is signed, under the names that the answers of changes have for it: choices, brand and scope are the event's. */
function toldOf(signed: Payload): Payload {
  const { preferences, brand, scope } = record(signed['event']);
  const ofBrand = { ...(brand === undefined ? {} : { brand }), ...(scope === undefined ? {} : { scope }) };
  return { ...record(preferences), ...ofBrand, ...signed };
}

function givenMember(response: GivenResponse, name: string): unknown {
  const text = response.member(name) ?? '';
  return text.startsWith('{') ? uniqueMembers(text) : memberOf(response, name);
}

/** Undefined where the members are not those of an entry. */
async function leafOf(signed: Payload, sha256: AnySha256): Promise<string | undefined> {
  const { phoneNumber, at, event, actor, agent, wayIn, proof, hashAlgorithm } = signed as unknown as ChangeReceipt;
  const salt = bytesOfBase64url(signed['salt'], saltBytes);
  const [position, follows] = [placeOf(signed['position']), placeOf(signed['follows'])];
  const instant = parseInstant(String(at));
  const number = Number(/^\+(\d{5,15})$/.exec(String(phoneNumber))?.[1]);
  const isWhole = salt !== undefined && position !== undefined && follows !== undefined && instant !== undefined;
  if (!isWhole || hashAlgorithm !== 'SHA-256' || !Number.isSafeInteger(number)) return undefined;
  const common = { follows, at: instant, actor, wayIn, ...(agent === undefined ? {} : { agent }) };
  const entry = { ...common, number, proof, event } as Parameters<typeof entryBytes>[1];
  return base64url(await saltedLeaf(sha256, salt, entryBytes(position, entry)));
}

/** The number of a position on the wire. */
function placeOf(text: unknown): number | undefined {
  const digits = /:(0|[1-9]\d{0,14})$/.exec(typeof text === 'string' ? text : '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}
