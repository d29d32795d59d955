import { type Country, eventually } from '../country.ts';
import { announced, sentFile, wishes } from '../wish-file.ts';
import type { Call, OperationRows } from './operation-row.ts';

const row = (c: Country) => ({ phoneNumber: c.phoneNumber(), preferences: { base: 'REFUSE_ALL' } });

const registering =
  (terms: (c: Country) => object = () => ({})): Call =>
  (c) =>
    c.carrier.ask('POST', '/v1/registrations', { body: { registrations: [row(c)], proof: 'MO_SMS', ...terms(c) } });

const reporting =
  (terms: object = {}): Call =>
  (c) => {
    const event = { phoneNumber: c.phoneNumber(), kind: 'DISCONNECTED', occurredAt: new Date().toISOString() };
    return c.carrier.ask('POST', '/v1/number-events', { body: { events: [{ ...event, ...terms }] } });
  };

let texts = 0;

const texting =
  (terms: object = {}): Call =>
  (c) => {
    const body = { from: c.phoneNumber(), to: '10086', text: 'HELP', messageId: `text-${++texts}`, ...terms };
    return c.carrier.ask('POST', '/v1/inbound-texts', { body });
  };

export const carrierOperations: OperationRows = {
  registerNumbers: {
    good: registering(),
    status: 200,
    refused: [
      ['no rows', registering(() => ({ registrations: [] })), 400, 'registrations'],
      [
        '10,001 rows',
        registering((c) => {
          const one = row(c);
          return { registrations: Array.from({ length: 10_001 }, () => one) };
        }),
        400,
        'registrations',
      ],
      ['hearsay', registering(() => ({ proof: 'HEARSAY' })), 400, 'proof'],
      ['an assertion of no agent', registering(() => ({ proof: 'CARRIER_ASSERTED' })), 400, 'agent'],
    ],
  },
  reportNumberEvents: {
    good: reporting(),
    status: 200,
    refused: [
      ['an event that is none', reporting({ kind: 'LOST' }), 400, 'events[0].kind'],
      ['a day for an instant', reporting({ occurredAt: '2026-11-22' }), 400, 'events[0].occurredAt'],
    ],
  },
  receiveText: {
    good: texting(),
    status: 200,
    refused: [
      ['to nobody', texting({ to: 'NOBODY' }), 404, 'to'],
      ['from another country', texting({ from: '+12125550100' }), 422, 'from'],
      ['of 2,001 characters', texting({ text: 'x'.repeat(2_001) }), 400, 'text'],
    ],
  },
  listCarrierFiles: { good: (c) => c.carrier.ask('GET', '/v1/carrier-files?limit=1'), status: 200 },
  openCarrierFile: {
    good: async (c) => (await announced(c, wishes(c))).answer,
    status: 201,
    refused: [
      [
        'another carrier’s',
        (c) => c.otherCarrier.ask('POST', '/v1/carrier-files', { body: wishes(c).manifestOf('SOMEBODY', 1) }),
        400,
        'carrier',
      ],
      [
        'the third before the second',
        async (c) => {
          const carrier = await c.admit('CARRIER');
          const body = wishes(c).manifestOf(carrier.client.clientId, 3);
          return carrier.ask('POST', '/v1/carrier-files', { body });
        },
        409,
        'sequence',
      ],
    ],
  },
  readCarrierFile: {
    good: async (c) => {
      const { carrier, file } = await announced(c, wishes(c));
      return carrier.ask('GET', `/v1/carrier-files/${file}`);
    },
    status: 200,
  },
  uploadCarrierFile: {
    good: async (c) => (await sentFile(c, wishes(c))).answer,
    status: 202,
    refused: [
      [
        'other bytes than were announced',
        async (c) => {
          const { carrier, file } = await announced(c, wishes(c));
          const headers = { 'content-type': 'text/csv' };
          return carrier.ask('PUT', `/v1/carrier-files/${file}/content`, { body: 'phoneNumber,proof\n', headers });
        },
        400,
        'body',
      ],
    ],
  },
  readCarrierFileResult: {
    good: async (c) => {
      const { carrier, file } = await sentFile(c, wishes(c));
      return eventually(async () => {
        const answer = await carrier.ask('GET', `/v1/carrier-files/${file}/result`);
        if (answer.status === 409) throw new Error('not yet');
        return answer;
      });
    },
    status: 200,
    refused: [
      [
        'before there is one',
        async (c) => {
          const { carrier, file } = await announced(c, wishes(c));
          return carrier.ask('GET', `/v1/carrier-files/${file}/result`);
        },
        409,
        'path:file',
      ],
    ],
  },
};
