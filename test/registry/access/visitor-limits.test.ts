import { expect, test } from 'vitest';
import { minuteMs } from '../../../src/core/time.ts';
import { VisitorLimits, visitorLimits } from '../../../src/registry/access/visitor-limits.ts';
import { startedAt } from '../memory-registry.ts';

const attacker = '203.0.113.7';
const tooMany = expect.objectContaining({ code: 'TOO_MANY_REQUESTS', retryAfterSec: 60 });

function attacked(): VisitorLimits {
  const limits = new VisitorLimits();
  limits.tokenGranted(attacker, 'honest', startedAt);
  for (let failure = 0; failure < visitorLimits.failedTokens.max; failure++) limits.tokenFailed(attacker, startedAt);
  return limits;
}

test.for<[string, string | undefined, string | undefined, number, boolean]>([
  ['a stranger of the network that failed too often', attacker, undefined, 0, false],
  ['a client that was never seen there', attacker, 'other', 0, false],
  ['a client that got a token there before', attacker, 'honest', 0, true],
  ['the same client on another network', '203.0.113.8', 'honest', 0, true],
  ['a stranger of another network', '203.0.113.8', undefined, 0, true],
  ['a stranger whose address nobody knows', undefined, undefined, 0, true],
  ['the stranger, a minute later', attacker, undefined, minuteMs, true],
])('%s', ([, address, clientId, laterMs, goesOn]) => {
  const ask = () => attacked().requireTokenRoom(address, clientId, startedAt + laterMs);
  if (goesOn) expect(ask).not.toThrow();
  else expect(ask).toThrow(tooMany);
});

test('a client that is in order is never counted against its network', () => {
  const limits = new VisitorLimits();
  for (let request = 0; request < 10 * visitorLimits.failedTokens.max; request++) {
    limits.requireTokenRoom(attacker, 'honest', startedAt);
    limits.tokenGranted(attacker, 'honest', startedAt);
  }
});

test('whoever knows a known client’s id gets no further than its own small number of tries', () => {
  const limits = attacked();
  const { max } = visitorLimits.knownClientTokens;
  for (let request = 0; request < max; request++) limits.requireTokenRoom(attacker, 'honest', startedAt);
  expect(() => limits.requireTokenRoom(attacker, 'honest', startedAt)).toThrow(tooMany);
});

test('receipts are verified by size, and for who has shown who he is apart from strangers', () => {
  const limits = new VisitorLimits();
  const verify = (organisationId?: string, bytes = 0) =>
    limits.requireVerificationRoom(attacker, organisationId, bytes, startedAt);
  verify(undefined, 65_536 * (visitorLimits.verification.max - 1));
  expect(() => verify()).toThrow(tooMany);
  verify('honest');
});

test('ever new addresses push out the oldest and grow nothing', () => {
  const limits = attacked();
  for (let at = 0; at < 20_000; at++) limits.tokenFailed(`2001:db8:${at.toString(16)}::1`, startedAt);
  expect(() => limits.requireTokenRoom(attacker, undefined, startedAt)).not.toThrow();
});
