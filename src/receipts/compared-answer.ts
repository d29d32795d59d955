import { parseInstant, secondMs } from '../core/time.ts';
import { type GivenResponse, memberOf, type Payload, record, uniqueMembers } from './given-receipt.ts';

const decisionMembers = ['decision', 'reason', 'nextPermittedAt', 'validUntil', 'tenureChanged', 'warning'];

/** Members of a lookup's response that are not what a `DecisionReceipt` says; `beside`: those that carry it. */
export function differingDecision(
  signed: Payload,
  response: GivenResponse,
  beside: readonly string[] = [],
): readonly string[] {
  const decision = record(signed['decision']);
  const { phoneNumber } = record(signed['enquiry']);
  return [
    ...(memberOf(response, 'phoneNumber') === phoneNumber ? [] : ['phoneNumber']),
    ...decisionMembers.filter((name) => memberOf(response, name) !== decision[name]),
    ...differingRest(signed, response, ['phoneNumber', ...decisionMembers, 'reference', ...beside]),
  ];
}

const countMembers = ['count', 'allowed', 'blocked', 'rejected', 'unavailable'];

/** Members of a batch's response, but for its rows: the summary, if there is one, is compared by its numbers. */
export function differingBatch(
  signed: Payload,
  response: GivenResponse,
  beside: readonly string[] = [],
): readonly string[] {
  const rows = record(signed['rows']);
  const summary = response.member('summary');
  const counts = summary === undefined ? rows : uniqueMembers(summary);
  return [
    ...(countMembers.every((name) => counts[name] === rows[name]) ? [] : ['summary']),
    ...differingRest(signed, response, ['results', 'summary', ...beside]),
  ];
}

/** What every response has, and what a reader might take for signed and is not. */
function differingRest(signed: Payload, response: GivenResponse, known: readonly string[]): readonly string[] {
  return [
    ...unsignedMembers(response, [...known, 'asOf', 'policy', 'receipt']),
    ...(memberOf(response, 'policy') === signed['policy'] ? [] : ['policy']),
    ...differingAsOf(signed, response),
  ];
}

export function unsignedMembers({ names }: GivenResponse, known: readonly string[]): readonly string[] {
  return names.filter((name) => !known.includes(name));
}

/** `asOf.time` lies in the second of `iat`: both are the moment of the answer. */
function differingAsOf(signed: Payload, response: GivenResponse): readonly string[] {
  const asOf = uniqueMembers(response.member('asOf') ?? '');
  const time = typeof asOf['time'] === 'string' ? parseInstant(asOf['time']) : undefined;
  const differing = asOf['position'] === signed['position'] ? [] : ['asOf.position'];
  const sameSecond = time !== undefined && Math.floor(time / secondMs) === signed['iat'];
  return sameSecond ? differing : [...differing, 'asOf.time'];
}
