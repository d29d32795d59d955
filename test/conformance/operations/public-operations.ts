import { accessToken } from '../http.ts';
import type { Call, OperationRows } from './operation-row.ts';
import { latestPeriod } from './regulator-operations.ts';

const get =
  (path: string): Call =>
  (c) =>
    c.nobody('GET', path);

const form =
  (body: string): Call =>
  (c) =>
    c.nobody('POST', '/oauth/token', { body, headers: { 'content-type': 'application/x-www-form-urlencoded' } });

const verify =
  (body: object): Call =>
  (c) =>
    c.nobody('POST', '/v1/receipts/verify', { body });

export const publicOperations: OperationRows = {
  checkHealth: { good: get('/healthz'), status: 200 },
  checkReadiness: { good: get('/readyz'), status: 200 },
  readJwks: { good: get('/.well-known/jwks.json'), status: 200 },
  readAuthorizationServerMetadata: { good: get('/.well-known/oauth-authorization-server'), status: 200 },
  issueToken: {
    // The stock client sends it; here it is only seen that what it got opens a door.
    good: async (c) => {
      const token = await accessToken(c.target.url, c.callCentre.client);
      return c.nobody('GET', '/v1/scrubs', { headers: { authorization: `bearer ${token}` } });
    },
    status: 200,
    refused: [
      ['for a password', form('grant_type=password'), 400, 'unsupported_grant_type'],
      ['for nobody', form('grant_type=client_credentials'), 401, 'invalid_client'],
    ],
  },
  readPolicy: {
    good: get('/v1/policy?language=en'),
    status: 200,
    refused: [['in a language that it has not', get('/v1/policy?language=tlh'), 400, 'query:language']],
  },
  verifyReceipt: {
    good: verify({ receipt: 'made.up.receipt' }),
    status: 200,
    refused: [
      ['neither receipt nor response', verify({}), 400, 'body'],
      ['both', verify({ receipt: 'a', response: 'b' }), 400, 'body'],
    ],
  },
  listOpenMeasures: { good: get('/v1/open-data/measures'), status: 200 },
  listOpenData: { good: get('/v1/open-data/releases'), status: 200 },
  readOpenDataFile: {
    good: get('/v1/open-data/releases/latest/figures.csv'),
    status: 200,
    needs: 'RELEASES',
    refused: [
      ['of a month that is not over', get('/v1/open-data/releases/2099-01/figures.csv'), 404, 'period'],
      ['of another form', get('/v1/open-data/releases/latest/figures.xlsx'), 400, 'path:file'],
    ],
  },
  readOpenCells: {
    good: async (c) =>
      c.nobody('GET', `/v1/open-data/cells?measure=NUMBERS_REGISTERED&from=${await latestPeriod(c)}&region=ALL`),
    status: 200,
    needs: 'RELEASES',
    refused: [
      ['of what is the regulator’s', get('/v1/open-data/cells?measure=CODES&from=2026-10'), 400, 'measure'],
      ['of no measure', get('/v1/open-data/cells?from=2026-10'), 400, 'query:measure'],
    ],
  },
};
