import { type Country, textedCode } from '../country.ts';
import type { Asked } from '../http.ts';
import type { Call, OperationRows } from './operation-row.ts';

const any = { 'if-match': '*' };

/** As somebody who is signed in. */
const own =
  (method: string, path: string, asked: Asked = {}): Call =>
  async (c) =>
    (await c.resident()).ask(method, `/v1/subscriber${path}`, asked);

const asNew =
  (method: string, path: string, asked: Asked = {}): Call =>
  async (c) =>
    (await c.signIn()).ask(method, `/v1/subscriber${path}`, asked);

const brandOf = ({ brand }: Country) => brand.client.clientId;

const refusing =
  (path: string, terms: object): Call =>
  async (c) =>
    (await c.resident()).ask('POST', `/v1/subscriber${path}`, { body: { brand: brandOf(c), ...terms } });

const asked =
  (terms: object): Call =>
  (c) =>
    c.nobody('POST', '/v1/subscriber/codes', { body: { phoneNumber: c.phoneNumber(), ...terms } });

const opening =
  (terms: object): Call =>
  (c) =>
    c.nobody('POST', '/v1/subscriber/sessions', {
      body: { phoneNumber: c.phoneNumber(), code: '000000', ...terms },
    });

/** Somebody new, and the position of a change of his. */
async function changed(c: Country) {
  const subscriber = await c.signIn();
  const body = { base: 'REFUSE_ALL' };
  const set = await subscriber.ask('PUT', '/v1/subscriber/preferences', { body, headers: any });
  return { ...subscriber, position: set.body<{ position: string }>().position };
}

export const subscriberOperations: OperationRows = {
  requestCode: {
    good: asked({ language: 'en' }),
    status: 202,
    refused: [
      ['a number of another country', asked({ phoneNumber: '+34600000000' }), 422, 'phoneNumber'],
      ['a number without its country', asked({ phoneNumber: '13800000001' }), 400, 'phoneNumber'],
    ],
  },
  openSession: {
    good: async (c) => {
      const phoneNumber = c.phoneNumber();
      await c.nobody('POST', '/v1/subscriber/codes', { body: { phoneNumber } });
      const code = await textedCode(c.target, phoneNumber);
      return c.nobody('POST', '/v1/subscriber/sessions', { body: { phoneNumber, code } });
    },
    status: 201,
    refused: [
      ['a code that was never sent', opening({}), 401, 'code'],
      ['a code that is none', opening({ code: '12345' }), 400, 'code'],
    ],
  },
  closeSession: { good: asNew('DELETE', '/sessions/current'), status: 204 },
  readPreferences: { good: own('GET', '/preferences'), status: 200 },
  replacePreferences: {
    good: asNew('PUT', '/preferences', { body: { base: 'REFUSE_ALL' }, headers: any }),
    status: 200,
    refused: [
      ['no state', own('PUT', '/preferences', { body: {} }), 428, 'header:If-Match'],
      [
        'another state',
        own('PUT', '/preferences', { body: {}, headers: { 'if-match': '"log:999999"' } }),
        412,
        'header:If-Match',
      ],
      ['no stance', own('PUT', '/preferences', { body: { base: 'NEVER' }, headers: any }), 400, 'base'],
      [
        'a category that nobody knows',
        own('PUT', '/preferences', { body: { categories: { NOTHING: 'REFUSE' } }, headers: any }),
        400,
        'categories.NOTHING',
      ],
    ],
  },
  patchPreferences: {
    good: asNew('PATCH', '/preferences', { body: { channels: { VOICE: 'REFUSE' } }, headers: any }),
    status: 200,
    refused: [
      ['no state', own('PATCH', '/preferences', { body: {} }), 428, 'header:If-Match'],
      [
        'what is beside refusing all',
        async (c) => {
          const { ask } = await changed(c);
          const body = { categories: { HEALTH: 'ALLOW' } };
          return ask('PATCH', '/v1/subscriber/preferences', { body, headers: any });
        },
        409,
        'base',
      ],
    ],
  },
  readConsents: { good: own('GET', '/consents'), status: 200 },
  giveConsent: {
    good: async (c) => (await c.signIn()).ask('POST', '/v1/subscriber/consents', { body: { brand: brandOf(c) } }),
    status: 201,
    refused: [
      ['nobody’s brand', refusing('/consents', { brand: 'nobody-at-all' }), 404, 'brand'],
      [
        'a channel that nobody knows',
        refusing('/consents', { scope: { channels: ['FAX'] } }),
        400,
        'scope.channels[0]',
      ],
      ['an end that is past', refusing('/consents', { expiresAt: '2020-01-01T00:00:00Z' }), 400, 'expiresAt'],
    ],
  },
  withdrawConsent: {
    good: async (c) => {
      const { ask } = await c.signIn();
      await ask('POST', '/v1/subscriber/consents', { body: { brand: brandOf(c) } });
      return ask('DELETE', `/v1/subscriber/consents/${brandOf(c)}`);
    },
    status: 204,
  },
  readSenderRefusals: { good: own('GET', '/sender-refusals'), status: 200 },
  refuseSender: {
    good: async (c) =>
      (await c.signIn()).ask('POST', '/v1/subscriber/sender-refusals', { body: { brand: brandOf(c) } }),
    status: 201,
    refused: [
      ['nobody’s brand', refusing('/sender-refusals', { brand: 'nobody-at-all' }), 404, 'brand'],
      ['both brand and sender', refusing('/sender-refusals', { sender: 'X' }), 400, 'brand'],
    ],
  },
  readmitSender: {
    good: async (c) => {
      const { ask } = await c.signIn();
      await ask('POST', '/v1/subscriber/sender-refusals', { body: { brand: brandOf(c) } });
      return ask('DELETE', `/v1/subscriber/sender-refusals/${brandOf(c)}`);
    },
    status: 204,
  },
  readHistory: {
    good: own('GET', '/history?limit=1'),
    status: 200,
    refused: [
      ['from no position', own('GET', '/history?before=none'), 400, 'query:before'],
      ['an endless page', own('GET', '/history?limit=101'), 400, 'query:limit'],
    ],
  },
  makeChangeReceipt: {
    good: async (c) => {
      const { ask, position } = await changed(c);
      return ask('POST', '/v1/subscriber/history/receipts', { body: { position } });
    },
    status: 200,
    refused: [
      ['of no position', own('POST', '/history/receipts', { body: { position: '1' } }), 400, 'position'],
      ['of somebody else’s change', foreign('/history/receipts'), 404, 'position'],
    ],
  },
  reverseChange: {
    good: async (c) => {
      const { ask, position } = await changed(c);
      return ask('POST', '/v1/subscriber/history/reversals', { body: { position } });
    },
    status: 200,
    refused: [['of somebody else’s change', foreign('/history/reversals'), 404, 'position']],
  },
  forgetHistory: {
    good: async (c) =>
      (await changed(c)).ask('POST', '/v1/subscriber/history/erasures', { body: { keepConsents: true } }),
    status: 200,
    refused: [['without saying what of consents', own('POST', '/history/erasures', { body: {} }), 400, 'keepConsents']],
  },
  readOwnRecord: { good: asNew('GET', '/record'), status: 200 },
  requestErasure: { good: asNew('POST', '/record/erasure-codes', { body: { language: 'en' } }), status: 202 },
  forgetEverything: {
    good: async (c) => {
      const { ask, phoneNumber } = await changed(c);
      const before = (await c.target.texts(phoneNumber)).length;
      await ask('POST', '/v1/subscriber/record/erasure-codes', { body: {} });
      const code = await textedCode(c.target, phoneNumber, before);
      return ask('POST', '/v1/subscriber/record/erasures', { body: { code } });
    },
    status: 200,
    refused: [['under a wrong code', asNew('POST', '/record/erasures', { body: { code: '000000' } }), 400, 'code']],
  },
};

function foreign(path: string): Call {
  return async (c) => {
    const { position } = await changed(c);
    return (await c.resident()).ask('POST', `/v1/subscriber${path}`, { body: { position } });
  };
}
