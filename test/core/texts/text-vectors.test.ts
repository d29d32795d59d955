import { expect, test } from 'vitest';
import { policies } from '../../../src/core/policies/policies.ts';
import type { Policy } from '../../../src/core/policy.ts';
import { parseOwnNumberText } from '../../../src/core/texts/own-number-text.ts';
import { parseReply } from '../../../src/core/texts/reply-text.ts';
import { textVectors } from '../../vectors/texts.ts';

test.for(textVectors)('$policy to $to: “$text”', ({ policy: jurisdiction, to, text, means }) => {
  const policy = policies[jurisdiction] as Policy;
  const { intent } = to === undefined ? parseOwnNumberText(policy, text) : parseReply(policy, to, text);
  expect(intent).toEqual(means);
});
