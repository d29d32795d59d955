import { expect, test } from 'vitest';
import type { PhoneNumber } from '../../../src/core/phone-number.ts';
import { openRegistry } from '../../../src/node/open-registry.ts';
import { settingsFrom } from '../../../src/node/settings.ts';
import type { HandOver } from '../../../src/sms/outlet.ts';
import { TextDispatcher } from '../../../src/sms/text-dispatcher.ts';
import { demoShell } from '../demo-shell.ts';

/** A text in doubt, one that waits, and one that went. */
async function queueIn(dataDir: string): Promise<void> {
  const { registry, close } = await openRegistry(settingsFrom({ DATA_DIR: dataDir }));
  const answers: HandOver[] = [
    { status: 'ACCEPTED' },
    { status: 'IN_DOUBT', reason: 'no answer' },
    { status: 'LATER', reason: 'busy' },
  ];
  const outlet = {
    ...{ name: 'agg', takesAnIdOnce: false, window: 1, close: async () => {} },
    handOver: async () => answers.shift() ?? { status: 'LATER', reason: 'busy' },
  } as const;
  const dispatcher = new TextDispatcher({
    ...{ queue: registry, links: [{ outlet, numbers: ['10086'] }], textsPerMinuteMax: 100, random: () => 1 },
    ...{ log: { info() {}, warn() {}, error() {} }, wait: async () => {} },
  });
  for (const priority of ['CODE', 'REPLY', 'CONSENT_REQUEST'] as const) {
    const expiresAt = registry.now() + 3_600_000;
    await registry.sms.send({
      cause: priority,
      priority,
      to: 8_613_877_770_001 as PhoneNumber,
      text: 'a text',
      expiresAt,
    });
  }
  await dispatcher.look();
  await dispatcher.idle();
  await dispatcher.close();
  await close();
}

test('the queue is shown without numbers; what is in doubt is dropped or sent again only with --write', async () => {
  const one = await demoShell();
  await queueIn(one.dataDir);
  const shown = await one.done('texts');
  expect(shown).toMatch(/^REPLY +IN_DOUBT +1 +\d+ s$/m);
  expect(shown).toMatch(/^CONSENT_REQUEST +WAITING +1 +\d+ s$/m);
  expect(shown).toMatch(/ \+86\*+01 +agg +.* no answer$/m);
  expect(shown).toMatch(/^text CODE\/ACCEPTED +1$/m);
  expect(shown).not.toContain('7777');
  const resend = await one.run(['texts', 'resend', '--in-doubt']);
  expect(resend).toMatchObject({ exitCode: 0, notes: 'Nothing was changed. Add --write to do it.' });
  expect(resend.out).toMatch(/^[\w-]{43}\n1 texts to be sent again$/);
  const textId = resend.out.split('\n')[0] as string;
  expect(JSON.parse(await one.done('texts', 'resend', textId, '--write', '--json'))).toEqual({
    written: true,
    textIds: [textId],
  });
  expect(await one.done('texts')).not.toContain('IN_DOUBT');
  expect(await one.done('texts', 'drop', textId, '--write')).toBe(`${textId}\n1 texts dropped`);
  expect(JSON.parse(await one.done('texts', '--json'))).toMatchObject({
    queue: [{ priority: 'CONSENT_REQUEST', state: 'WAITING', texts: 1 }],
    inDoubt: [],
    outcomesToday: { 'REPLY/DROPPED': 1 },
  });
});

test('texts are named, or all in doubt are meant', async () => {
  const one = await demoShell();
  expect(await one.run(['texts', 'drop'])).toMatchObject({ exitCode: 2 });
  expect(await one.run(['texts', 'drop', 'no-such-text'])).toMatchObject({
    exitCode: 1,
    notes: 'dnd: textId: no text in doubt is known by this id',
  });
});
