import { expect, test } from 'vitest';
import { welcomeText } from '../../src/cli/welcome.ts';
import { cnPolicy } from '../../src/core/policies/cn.ts';
import { usPolicy } from '../../src/core/policies/us.ts';
import { demoEnquiry } from '../../src/node/demo-enquiry.ts';

const url = 'http://127.0.0.1:8787';
const night = Date.UTC(2026, 10, 23, 6);

function welcome(policy: typeof cnPolicy, folder: string): string {
  const file = (name: string) => `${folder}/demo/${name}`;
  const files = {
    clientsFile: file('clients.json'),
    outbox: file('outbox.jsonl'),
    answerFile: file('answer.json'),
  };
  return welcomeText({ url, policy: policy.id, demo: { enquiry: demoEnquiry(policy, night), ...files } });
}

test('in production nothing of a demo is said', () => {
  expect(welcomeText({ url, policy: 'CN-2026.1' })).toBe(
    '# The do-not-disturb registry answers at http://127.0.0.1:8787, policy CN-2026.1.',
  );
});

test('the usual folder is not spelled out; another one is, with its name quoted for the shell', () => {
  expect(welcome(cnPolicy, 'data')).not.toContain('--client');
  expect(welcome(cnPolicy, "it's here")).toContain("--client 'it'\\''s here/demo/clients.json'");
});

test('in quiet hours the question is about the time after them, and says so', () => {
  expect(welcome(usPolicy, 'data')).toMatch(/^#.*quiet hours[\s\S]*--planned-at 2026-11-23T13:00:00Z/m);
  expect(welcome(cnPolicy, 'data')).not.toContain('--planned-at');
});

test('where the registry is in no folder, people sign in by what a program of theirs asks for', () => {
  const files = { clientsFile: 'data/worker/demo/clients.json', answerFile: 'data/worker/demo/answer.json' };
  const demo = { enquiry: undefined, outbox: `${url}/demo/outbox.jsonl`, ...files };
  const text = welcomeText({ url, policy: 'CN-2026.1', demo });
  expect(text).not.toContain('dnd sign-in');
  expect(text).toMatch(/^# curl -s http:\/\/127\.0\.0\.1:8787\/v1\/sign-in-links /m);
});
