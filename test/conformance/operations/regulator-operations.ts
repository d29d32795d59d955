import { type Country, eventually } from '../country.ts';
import type { Answer } from '../http.ts';
import type { Call, OperationRows } from './operation-row.ts';

/** The latest month of which there are figures. */
export async function latestPeriod({ nobody }: Country): Promise<string> {
  const { releases } = (await nobody('GET', '/v1/open-data/releases')).body<{
    releases: readonly { period: { id: string } }[];
  }>();
  return releases[0]?.period.id ?? 'none';
}

const figures =
  (path: string): Call =>
  (c) =>
    c.regulator.ask('GET', `/v1/statistics${path}`);

/** The present policy as a proposal, with one category that nobody may call any more. */
export async function proposal({ nobody }: Country): Promise<Readonly<Record<string, unknown>>> {
  const policy = (await nobody('GET', '/v1/policy')).body<{ id: string; defaults: readonly object[] }>();
  const source = 'a proposal';
  const closed = {
    ...{ messageClasses: ['PROMOTIONAL'], channels: ['VOICE'], categories: ['FIN_CREDIT'] },
    ...{ decision: 'BLOCK', source, confirmed: false },
  };
  return { ...policy, id: 'CN-2027.1', defaults: [closed, ...policy.defaults] };
}

/** One replay runs at a time: whoever comes too early is told so, and comes again. */
async function replayed(c: Country): Promise<Answer> {
  const body = { policy: await proposal(c), from: '2027-01-01' };
  return eventually(async () => {
    const started = await c.regulator.ask('POST', '/v1/statistics/replays', { body });
    if (started.body()['code'] === 'INCOMPATIBLE_STATE') throw new Error(started.text);
    return started;
  });
}

export async function startedReplay(c: Country): Promise<string> {
  return `/v1/statistics/replays/${(await replayed(c)).body<{ replayId: string }>().replayId}`;
}

export async function endedReplay(c: Country): Promise<string> {
  const path = await startedReplay(c);
  return eventually(async () => {
    const { status } = (await c.regulator.ask('GET', path)).body<{ status: string }>();
    if (status !== 'COMPLETED') throw new Error(status);
    return path;
  });
}

export const regulatorOperations: OperationRows = {
  listMeasures: { good: figures('/measures'), status: 200 },
  listReleases: { good: figures('/releases'), status: 200 },
  readReleaseFile: {
    good: figures('/releases/latest/figures.csv'),
    status: 200,
    needs: 'RELEASES',
    refused: [
      ['of a month that is none', figures('/releases/2026-13/figures.csv'), 400, 'path:period'],
      ['of a month that is not over', figures('/releases/2099-01/figures.csv'), 404, 'period'],
      ['of another form', figures('/releases/latest/figures.xlsx'), 400, 'path:file'],
    ],
  },
  readCells: {
    good: async (c) => figures(`/cells?measure=CODES&from=${await latestPeriod(c)}`)(c),
    status: 200,
    needs: 'RELEASES',
    refused: [
      ['of no measure', figures('/cells?from=2026-10'), 400, 'query:measure'],
      ['from no month', figures('/cells?measure=CODES&from=soon'), 400, 'from'],
    ],
  },
  startReplay: {
    good: replayed,
    status: 202,
    refused: [
      [
        'of a policy that has a part too many',
        async (c) =>
          c.regulator.ask('POST', '/v1/statistics/replays', {
            body: { policy: { ...(await proposal(c)), colour: 1 } },
          }),
        400,
        'policy.colour',
      ],
    ],
  },
  readReplay: { good: async (c) => c.regulator.ask('GET', await startedReplay(c)), status: 200 },
  cancelReplay: { good: async (c) => c.regulator.ask('DELETE', await startedReplay(c)), status: 204 },
  readReplayResult: { good: async (c) => c.regulator.ask('GET', `${await endedReplay(c)}/result`), status: 200 },
};
