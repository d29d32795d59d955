import { type Country, type Member, newClient } from '../country.ts';
import type { Answer, Asked } from '../http.ts';
import type { Call, OperationRows } from './operation-row.ts';

const any = { 'if-match': '*' };

async function publicJwk(clientId: string) {
  const { d: _private, ...jwk } = (await newClient(clientId)).privateJwk;
  return jwk;
}

const operator =
  (method: string, path: string, asked: Asked = {}): Call =>
  (c) =>
    c.operator.ask(method, path, asked);

let made = 0;

const admission =
  (terms: object = {}): Call =>
  async (c) => {
    const organisationId = `admitted-${++made}`;
    const jwks = { keys: [await publicJwk(organisationId)] };
    const body = { organisationId, name: 'One more', role: 'CALL_CENTRE', jwks, ...terms };
    return c.operator.ask('POST', '/v1/organisations', { body });
  };

const at = async (c: Country, method: string, end: string, asked: Asked = {}): Promise<Answer> => {
  const { client } = await c.admit('CALL_CENTRE');
  return c.operator.ask(method, `/v1/organisations/${client.clientId}${end}`, asked);
};

const identity =
  (terms: object = {}): Call =>
  (c) => {
    const brand = c.brand.client.clientId;
    const body = { senderId: `SENDER ${++made}`, kind: 'SIGNATURE', brand, categories: ['FIN_CREDIT'], ...terms };
    return c.operator.ask('POST', '/v1/sender-identities', { body });
  };

/** Where a new identity is to be found. */
const newIdentity = async (c: Country) => (await identity()(c)).headers.get('location') ?? '';

/** A reassignment, which waits as a bulk assertion. */
export async function waitingAssertion(
  c: Country,
): Promise<{ readonly assertionId: string; readonly phoneNumber: string }> {
  const phoneNumber = c.phoneNumber();
  const report = (kind: string, agoMs: number) => {
    const occurredAt = new Date(Date.now() - agoMs).toISOString();
    return c.carrier.ask('POST', '/v1/number-events', { body: { events: [{ phoneNumber, kind, occurredAt }] } });
  };
  await report('DISCONNECTED', 60_000);
  const answer = await report('REASSIGNED', 30_000);
  const { results } = answer.body<{ results: readonly { assertionId: string }[] }>();
  return { assertionId: results[0]?.assertionId ?? '', phoneNumber };
}

const link = async (c: Country) => {
  const issued = await c.callCentre.ask('POST', '/v1/sign-in-links', { body: { person: 'desk 7' } });
  return issued.body<{ token: string }>().token;
};

/** The cookie of a person who signed in. */
const cookie = async (c: Country) => {
  const opened = await c.nobody('POST', '/v1/sign-in-sessions', { body: { token: await link(c) } });
  return { cookie: opened.headers.get('set-cookie')?.split(';')[0] ?? '' };
};

interface ExportedLog {
  readonly logId: string;
  readonly parts: readonly unknown[];
}

interface Exported {
  /** As a manifest names them. */
  readonly logs: readonly ExportedLog[];
  readonly continuation: string;
}

/** One who may take the whole registry away: no role may unless it is said. */
const exporter = (c: Country) => c.admit('OPERATOR', { scopes: ['dnd:registry:export'] });

/** Every part of every log, one after the other. */
export async function exported({ ask }: Pick<Member, 'ask'>): Promise<Exported> {
  const logs = new Map<string, ExportedLog>();
  let continuation: string | undefined;
  for (;;) {
    const body = continuation === undefined ? {} : { continuation };
    const part = await ask('POST', '/v1/operator/registry-export/parts', { body });
    if (part.status !== 200) return { logs: [...logs.values()], continuation: continuation ?? '' };
    const log = JSON.parse(part.headers.get('export-log') ?? '') as ExportedLog;
    const parts = [...(logs.get(log.logId)?.parts ?? []), JSON.parse(part.headers.get('export-part') ?? '')];
    logs.set(log.logId, { ...log, parts });
    continuation = part.headers.get('export-continuation') ?? '';
  }
}

export const operatorOperations: OperationRows = {
  exportRegistryPart: {
    good: async (c) => (await exporter(c)).ask('POST', '/v1/operator/registry-export/parts', { body: {} }),
    status: 200,
    refused: [
      [
        'behind a part that was never given',
        async (c) => {
          const body = { continuation: 'made up' };
          return (await exporter(c)).ask('POST', '/v1/operator/registry-export/parts', { body });
        },
        400,
        'continuation',
      ],
    ],
  },
  signRegistryExport: {
    good: async (c) => {
      const member = await exporter(c);
      return member.ask('POST', '/v1/operator/registry-export/manifest', { body: await exported(member) });
    },
    status: 200,
  },
  admitOrganisation: {
    good: admission(),
    status: 201,
    refused: [
      ['twice', (c) => admission({ organisationId: c.brand.client.clientId })(c), 409, 'organisationId'],
      ['for scopes beyond its role', admission({ scopes: ['dnd:keys:manage'] }), 400, 'scopes[0]'],
      ['of no role', admission({ role: 'PIRATE' }), 400, 'role'],
      [
        'with a range that is another carrier’s',
        admission({ role: 'CARRIER', numberRanges: ['86139'] }),
        409,
        'numberRanges[0]',
      ],
    ],
  },
  listOrganisations: {
    good: operator('GET', '/v1/organisations?limit=2'),
    status: 200,
    refused: [['an endless page', operator('GET', '/v1/organisations?limit=101'), 400, 'query:limit']],
  },
  readOrganisation: { good: (c) => at(c, 'GET', ''), status: 200 },
  changeOrganisation: {
    good: (c) => at(c, 'PATCH', '', { body: { name: 'New' }, headers: any }),
    status: 200,
    refused: [
      ['no state', (c) => at(c, 'PATCH', '', { body: { name: 'New' } }), 428, 'header:If-Match'],
      [
        'another state',
        (c) => at(c, 'PATCH', '', { body: { name: 'New' }, headers: { 'if-match': '"log:0"' } }),
        412,
        'header:If-Match',
      ],
      ...['nonsense', '"other:1"'].map(
        (tag) =>
          [
            `the state ${tag}`,
            (c: Country) => at(c, 'PATCH', '', { body: { name: 'New' }, headers: { 'if-match': tag } }),
            412,
            'header:If-Match',
          ] as const,
      ),
      [
        'a quota of none',
        (c) => at(c, 'PATCH', '', { body: { quotas: { lookupsPerMinute: 0 } }, headers: any }),
        400,
        'quotas.lookupsPerMinute',
      ],
    ],
  },
  addOrganisationKey: {
    good: async (c) => at(c, 'POST', '/keys', { body: { jwk: await publicJwk(`second-${++made}`) } }),
    status: 201,
    refused: [
      [
        'a private one',
        async (c) => at(c, 'POST', '/keys', { body: { jwk: (await newClient(`private-${++made}`)).privateJwk } }),
        400,
        'jwk.d',
      ],
    ],
  },
  withdrawOrganisationKey: {
    good: async (c) => {
      const { client } = await c.admit('CALL_CENTRE');
      return c.operator.ask('DELETE', `/v1/organisations/${client.clientId}/keys/${client.privateJwk['kid']}`);
    },
    status: 200,
    refused: [['one that it has not', (c) => at(c, 'DELETE', '/keys/none'), 404, 'path:kid']],
  },
  readQuotas: { good: (c) => at(c, 'GET', '/quotas'), status: 200 },
  registerSenderIdentity: {
    good: identity(),
    status: 201,
    refused: [
      ['nobody’s', identity({ brand: 'nobody-at-all' }), 409, 'brand'],
      ['for a category that nobody knows', identity({ categories: ['NO_SUCH'] }), 400, 'categories[0]'],
      ['under a path of its own', identity({ senderId: '..' }), 400, 'senderId'],
    ],
  },
  listSenderIdentities: { good: operator('GET', '/v1/sender-identities?limit=1'), status: 200 },
  readSenderIdentity: { good: async (c) => c.operator.ask('GET', await newIdentity(c)), status: 200 },
  changeSenderIdentity: {
    good: async (c) => c.operator.ask('PATCH', await newIdentity(c), { body: { status: 'SUSPENDED' }, headers: any }),
    status: 200,
    refused: [
      [
        'no state',
        async (c) => c.operator.ask('PATCH', await newIdentity(c), { body: { status: 'SUSPENDED' } }),
        428,
        'header:If-Match',
      ],
    ],
  },
  authoriseAgent: {
    good: async (c) => {
      const body = { organisationId: c.callCentre.client.clientId };
      return c.operator.ask('POST', `${await newIdentity(c)}/agents`, { body });
    },
    status: 201,
    refused: [
      [
        'nobody',
        async (c) =>
          c.operator.ask('POST', `${await newIdentity(c)}/agents`, { body: { organisationId: 'nobody-at-all' } }),
        409,
        'organisationId',
      ],
    ],
  },
  withdrawAgent: {
    good: async (c) => {
      const [place, organisationId] = [await newIdentity(c), c.callCentre.client.clientId];
      await c.operator.ask('POST', `${place}/agents`, { body: { organisationId } });
      return c.operator.ask('DELETE', `${place}/agents/${organisationId}`);
    },
    status: 200,
  },
  listBulkAssertions: { good: operator('GET', '/v1/bulk-assertions?unfinished=true'), status: 200 },
  readBulkAssertion: {
    good: async (c) => c.operator.ask('GET', `/v1/bulk-assertions/${(await waitingAssertion(c)).assertionId}`),
    status: 200,
  },
  reverseBulkAssertion: {
    good: async (c) => {
      const { assertionId } = await waitingAssertion(c);
      return c.operator.ask('POST', `/v1/bulk-assertions/${assertionId}/reverse`, { body: { dryRun: true } });
    },
    status: 200,
  },
  plantCanaryNumbers: {
    good: (c) => c.operator.ask('POST', '/v1/canary-numbers', { body: { phoneNumbers: [c.phoneNumber()] } }),
    status: 201,
    refused: [
      [
        'a number of another country',
        operator('POST', '/v1/canary-numbers', { body: { phoneNumbers: ['+14155550100'] } }),
        422,
        'phoneNumbers[0]',
      ],
    ],
  },
  listCanaryNumbers: { good: operator('GET', '/v1/canary-numbers'), status: 200 },
  removeCanaryNumbers: {
    good: (c) => c.operator.ask('POST', '/v1/canary-numbers/remove', { body: { phoneNumbers: [c.phoneNumber()] } }),
    status: 200,
  },
  listAbuseSignals: { good: operator('GET', '/v1/abuse-signals?limit=5'), status: 200 },
  readStatus: { good: operator('GET', '/v1/status'), status: 200 },
  readSigningKeys: { good: operator('GET', '/v1/signing-keys'), status: 200 },
  rotateSigningKeys: {
    good: operator('POST', '/v1/signing-keys/rotate', { body: { force: true } }),
    status: 200,
    refused: [
      [
        'before every verifier can have the next one',
        async (c) => {
          await c.operator.ask('POST', '/v1/signing-keys/rotate', { body: { force: true } });
          return c.operator.ask('POST', '/v1/signing-keys/rotate', { body: {} });
        },
        412,
        'force',
      ],
    ],
  },
  markKeyCompromised: {
    good: async (c) => {
      // A retired one: what is current has signed the tokens of all the others.
      await c.operator.ask('POST', '/v1/signing-keys/rotate', { body: { force: true } });
      const { keys } = (await c.operator.ask('GET', '/v1/signing-keys')).body<{
        keys: readonly { kid: string; status: string }[];
      }>();
      const kid = keys.find(({ status }) => status === 'NEXT')?.kid;
      return c.operator.ask('POST', '/v1/signing-keys/mark-compromised', { body: { kid } });
    },
    status: 200,
    refused: [
      ['nobody’s', operator('POST', '/v1/signing-keys/mark-compromised', { body: { kid: 'nobody' } }), 404, 'kid'],
    ],
  },
  issueSignInLink: {
    good: (c) => c.callCentre.ask('POST', '/v1/sign-in-links', { body: { person: 'desk 7' } }),
    status: 201,
    refused: [
      ['for nobody', (c) => c.callCentre.ask('POST', '/v1/sign-in-links', { body: { person: '' } }), 400, 'person'],
    ],
  },
  openSignInSession: {
    good: async (c) => c.nobody('POST', '/v1/sign-in-sessions', { body: { token: await link(c) } }),
    status: 201,
    refused: [
      [
        'twice',
        async (c) => {
          const body = { token: await link(c) };
          await c.nobody('POST', '/v1/sign-in-sessions', { body });
          return c.nobody('POST', '/v1/sign-in-sessions', { body });
        },
        401,
        'token',
      ],
    ],
  },
  readSignInSession: {
    good: async (c) => c.nobody('GET', '/v1/sign-in-sessions/current', { headers: await cookie(c) }),
    status: 200,
  },
  endSignInSession: {
    good: async (c) => c.nobody('DELETE', '/v1/sign-in-sessions/current', { headers: await cookie(c) }),
    status: 204,
  },
};
