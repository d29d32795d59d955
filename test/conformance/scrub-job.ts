import { expect } from 'vitest';
import { type Country, eventually, question } from './country.ts';
import type { Answer } from './http.ts';

export interface ScrubJob {
  readonly scrubId: string;
  readonly status: string;
  readonly upload: { readonly bytes: number; readonly isComplete: boolean };
  readonly certificate?: string;
  readonly rowSecret?: string;
  readonly recheckOf?: string;
  readonly results?: readonly { readonly name: string; readonly bytes: number; readonly href: string }[];
  readonly summary?: {
    readonly rows: Readonly<Record<string, number>>;
    readonly recheck?: { readonly decidedAgain: number; readonly changed: number };
  };
}

export const listQuery: string = new URLSearchParams(question).toString();

/** A job without its list. */
export async function opened({ callCentre }: Country, query = ''): Promise<ScrubJob> {
  const headers = { prefer: 'respond-async' };
  const answer = await callCentre.ask('POST', `/v1/scrubs?${listQuery}${query}`, { headers });
  expect([answer.status, answer.headers.get('preference-applied')]).toEqual([202, 'respond-async']);
  return answer.body<ScrubJob>();
}

export function uploadPart(
  { callCentre }: Country,
  scrubId: string,
  offset: number,
  body: string,
  isLast: boolean,
): Promise<Answer> {
  const headers = {
    'content-type': 'application/partial-upload',
    'upload-offset': String(offset),
    'upload-complete': isLast ? '?1' : '?0',
  };
  return callCentre.ask('PATCH', `/v1/scrubs/${scrubId}/input`, { body, headers });
}

export async function ended({ callCentre }: Country, scrubId: string): Promise<ScrubJob> {
  return eventually(async () => {
    const job = (await callCentre.ask('GET', `/v1/scrubs/${scrubId}`)).body<ScrubJob>();
    expect(['UPLOADING', 'QUEUED', 'RUNNING']).not.toContain(job.status);
    return job;
  });
}

/** A list as a job, to its end. */
export async function finished(country: Country, list: string, query = ''): Promise<ScrubJob> {
  const { scrubId } = await opened(country, query);
  expect((await uploadPart(country, scrubId, 0, list, true)).status).toBe(200);
  const job = await ended(country, scrubId);
  expect(job.status).toBe('COMPLETED');
  return job;
}
