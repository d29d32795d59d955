import { jsonMembers } from './json-members.ts';

/** Members of something that was signed, or of what is compared with it. */
export type Payload = Readonly<Record<string, unknown>>;

/** What somebody has in hand: a compact JWS alone, or the response, proof or manifest that carries one. */
export interface GivenReceipt {
  readonly jws: string;
  readonly response?: GivenResponse;
}

export interface GivenResponse {
  /** The text of a top-level member's value, as written. */
  member(name: string): string | undefined;
  readonly names: readonly string[];
}

/** Undefined where the text is neither. */
export function givenReceipt(text: string): GivenReceipt | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) return { jws: trimmed };
  const members = jsonMembers(trimmed);
  const receipt = members?.get('receipt') ?? members?.get('signature');
  if (members === undefined || receipt === undefined) return undefined;
  const jws = parsed(trimmed.slice(receipt.start, receipt.end));
  if (typeof jws !== 'string') return undefined;
  const member = (name: string) => {
    const span = members.get(name);
    return span === undefined ? undefined : trimmed.slice(span.start, span.end);
  };
  return { jws, response: { member, names: [...members.keys()] } };
}

export function memberOf(response: GivenResponse, name: string): unknown {
  const text = response.member(name);
  return text === undefined ? undefined : parsed(text);
}

/** The members of an object in which no name stands twice; else none. */
export function uniqueMembers(text: string): Payload {
  return jsonMembers(text) === undefined ? {} : record(parsed(text));
}

export function record(value: unknown): Payload {
  return typeof value === 'object' && value !== null ? (value as Payload) : {};
}

function parsed(text: string): unknown {
  return JSON.parse(text) as unknown;
}
