import { type Country, question } from '../country.ts';
import type { Asked } from '../http.ts';
import { finished, listQuery, opened, uploadPart } from '../scrub-job.ts';
import type { Call, OperationRows } from './operation-row.ts';

const lookup =
  (terms: object = {}): Call =>
  (c) =>
    c.callCentre.ask('POST', '/v1/lookup', { body: { ...question, phoneNumber: c.phoneNumber(), ...terms } });

const batch =
  (terms: object): Call =>
  (c) =>
    c.callCentre.ask('POST', '/v1/lookup/batch', { body: { ...question, ...terms } });

const scrubs = (c: Country, method: string, path: string, asked?: Asked) =>
  c.callCentre.ask(method, `/v1/scrubs${path}`, asked);

const csv = { 'content-type': 'text/csv' };
const listed = (query: string, headers: Readonly<Record<string, string>> = csv): Call => {
  return (c) => scrubs(c, 'POST', query, { body: 'phone\n13800000001\n', headers });
};

const consent =
  (terms: object = {}): Call =>
  (c) => {
    const body = { phoneNumber: c.phoneNumber(), sender: question.sender, scope: { channels: ['SMS'] }, ...terms };
    return c.callCentre.ask('POST', '/v1/consent-requests', { body });
  };

const farOff = new Date(Date.now() + 3 * 365 * 86_400_000).toISOString();

export const senderOperations: OperationRows = {
  lookUp: {
    good: lookup(),
    status: 200,
    refused: [
      ['a number of another country', lookup({ phoneNumber: '+14155550100' }), 422, 'phoneNumber'],
      ['a number that is none', lookup({ phoneNumber: '13800000001' }), 400, 'phoneNumber'],
      ['a category that nobody knows', lookup({ category: 'NO_SUCH' }), 400, 'category'],
      ['a channel that nobody knows', lookup({ channel: 'FAX' }), 400, 'channel'],
      ['a time too far off', lookup({ plannedAt: farOff }), 400, 'plannedAt'],
      ['a class it is not admitted for', lookup({ messageClass: 'GOVERNMENT' }), 403, 'messageClass'],
      ['a receipt of no form', lookup({ receiptForm: 'ROUND' }), 400, 'receiptForm'],
    ],
  },
  lookUpBatch: {
    good: batch({ phoneNumbers: ['+8613800000001', 'nobody'] }),
    status: 200,
    refused: [
      ['no numbers', batch({}), 400, 'phoneNumbers'],
      ['numbers in both forms', batch({ phoneNumbers: ['1'], items: [{ phoneNumber: '1' }] }), 400, 'items'],
      ['an empty list', batch({ phoneNumbers: [] }), 400, 'phoneNumbers'],
      [
        '10,001 numbers',
        batch({ phoneNumbers: Array.from({ length: 10_001 }, () => '+8613800000001') }),
        400,
        'phoneNumbers',
      ],
    ],
  },
  requestConsent: {
    good: consent(),
    status: 202,
    refused: [
      ['a sender that nobody knows', consent({ sender: 'NOBODYS' }), 403, 'sender'],
      ['a channel that nobody knows', consent({ scope: { channels: ['FAX'] } }), 400, 'scope.channels[0]'],
      ['no scope', consent({ scope: undefined }), 400, 'scope'],
      ['a number of another country', consent({ phoneNumber: '+34600000000' }), 422, 'phoneNumber'],
    ],
  },
  scrub: {
    good: listed(`?${listQuery}`),
    status: 200,
    refused: [
      ['a list for no category', listed('?channel=VOICE&sender=X'), 400, 'query:category'],
      ['two files in one answer', listed(`?${listQuery}&layout=SPLIT`), 400, 'query:layout'],
      [
        'a list that is no list',
        listed(`?${listQuery}`, { 'content-type': 'application/json' }),
        415,
        'header:Content-Type',
      ],
    ],
  },
  listScrubs: {
    good: (c) => scrubs(c, 'GET', '?limit=1'),
    status: 200,
    refused: [['an endless page', (c) => scrubs(c, 'GET', '?limit=101'), 400, 'query:limit']],
  },
  readScrub: { good: async (c) => scrubs(c, 'GET', `/${(await opened(c)).scrubId}`), status: 200 },
  cancelScrub: { good: async (c) => scrubs(c, 'DELETE', `/${(await opened(c)).scrubId}`), status: 204 },
  readScrubUpload: { good: async (c) => scrubs(c, 'GET', `/${(await opened(c)).scrubId}/input`), status: 204 },
  uploadScrubInput: {
    good: async (c) => uploadPart(c, (await opened(c)).scrubId, 0, 'phone\n', false),
    status: 200,
    refused: [
      [
        'a part from elsewhere',
        async (c) => uploadPart(c, (await opened(c)).scrubId, 7, 'x', false),
        409,
        'header:Upload-Offset',
      ],
      [
        'a part from nowhere',
        async (c) =>
          scrubs(c, 'PATCH', `/${(await opened(c)).scrubId}/input`, {
            body: 'x',
            headers: { 'content-type': 'application/partial-upload' },
          }),
        400,
        'header:Upload-Offset',
      ],
      [
        'another type',
        async (c) =>
          scrubs(c, 'PATCH', `/${(await opened(c)).scrubId}/input`, {
            body: 'x',
            headers: { ...csv, 'upload-offset': '0' },
          }),
        415,
        'header:Content-Type',
      ],
    ],
  },
  readScrubResult: {
    good: async (c) => scrubs(c, 'GET', `/${(await finished(c, 'phone\n13800000001\n')).scrubId}/results/annotated`),
    status: 200,
    refused: [
      [
        'before there is one',
        async (c) => scrubs(c, 'GET', `/${(await opened(c)).scrubId}/results/annotated`),
        409,
        'path:scrubId',
      ],
      ['of no name', async (c) => scrubs(c, 'GET', `/${(await opened(c)).scrubId}/results/secrets`), 400, 'path:name'],
    ],
  },
  readScrubCertificate: {
    good: async (c) => scrubs(c, 'GET', `/${(await finished(c, 'phone\n13800000001\n')).scrubId}/certificate`),
    status: 200,
    refused: [
      [
        'before there is one',
        async (c) => scrubs(c, 'GET', `/${(await opened(c)).scrubId}/certificate`),
        409,
        'path:scrubId',
      ],
    ],
  },
  recheckScrub: {
    good: async (c) => scrubs(c, 'POST', `/${(await finished(c, 'phone\n13800000001\n')).scrubId}/rechecks`),
    status: 202,
    refused: [
      [
        'before it was checked',
        async (c) => scrubs(c, 'POST', `/${(await opened(c)).scrubId}/rechecks`),
        409,
        'path:scrubId',
      ],
    ],
  },
  issueIndustryLibrary: { good: (c) => c.callCentre.ask('GET', '/v1/industry-library'), status: 200 },
  readIndustryLibrary: { good: (c) => c.callCentre.ask('GET', '/v1/industry-library/content'), status: 200 },
};
