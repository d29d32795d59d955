import { expect, test } from 'vitest';
import { type Country, decisionOn, question } from './country.ts';
import { reportOn } from './receipts.ts';
import { ended, finished, opened, uploadPart } from './scrub-job.ts';

/** What a registry still knows when its process was killed and a new one has started on what was kept. */
export function describeRestart(country: () => Country): void {
  test('everything that was acknowledged is there after a kill: choices, histories, keys, tokens, jobs', async () => {
    const { target, callCentre, operator } = country();
    const subscriber = await country().signIn();
    const body = { categories: { FIN_CREDIT: 'REFUSE' } };
    await subscriber.ask('PUT', '/v1/subscriber/preferences', { body, headers: { 'if-match': '*' } });
    const asked = { ...question, phoneNumber: subscriber.phoneNumber };
    const { receipt } = (await callCentre.ask('POST', '/v1/lookup', { body: asked })).body<{ receipt: string }>();
    const done = await finished(country(), `phone\n${subscriber.phoneNumber}\n`);
    const half = await opened(country());
    await uploadPart(country(), half.scrubId, 0, 'phone\n', false);
    const { client } = await country().admit('BRAND');
    const known = async () => [
      (await subscriber.ask('GET', '/v1/subscriber/preferences')).text,
      (await subscriber.ask('GET', '/v1/subscriber/history')).text,
      (await operator.ask('GET', `/v1/organisations/${client.clientId}`)).text,
      (await country().nobody('GET', '/.well-known/jwks.json')).text,
      (await callCentre.ask('GET', `/v1/scrubs/${done.scrubId}/results/annotated`)).text,
      (await callCentre.ask('GET', `/v1/scrubs/${half.scrubId}/input`)).headers.get('upload-offset'),
    ];
    const before = await known();
    await target.restart();
    expect(await known()).toEqual(before);
    expect(await reportOn(country(), { receipt })).toMatchObject({ outcome: 'VALID' });
    expect(await decisionOn(country(), subscriber.phoneNumber)).toEqual(['BLOCK', 'CATEGORY_REFUSED']);
    await uploadPart(country(), half.scrubId, 6, `${subscriber.phoneNumber}\n`, true);
    expect(await ended(country(), half.scrubId)).toMatchObject({ status: 'COMPLETED' });
  });
}
