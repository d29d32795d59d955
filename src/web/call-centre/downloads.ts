import type { Hono } from 'hono';
import { Fault } from '../../core/fault.ts';
import { fileAnswer } from '../../http/file-answer.ts';
import { readScrub, readScrubCertificate, readScrubResult } from '../../registry/scrubs/read-scrubs.ts';
import type { ScrubJob } from '../../registry/scrubs/scrub-job.ts';
import type { WebContext, WebEnv } from '../web-context.ts';
import { listName } from './list-name.ts';
import { resultNames } from './outcome-files.tsx';

/** What came out of a list, as files that bear its name. */
export function downloads(app: Hono<WebEnv>): void {
  app.get('/lists/:listId/results/:name', (c) => {
    const name = resultNames.find((one) => one === c.req.param('name'));
    if (name === undefined) throw new Fault('NOT_FOUND', 'there is no such result', { field: 'path:name' });
    const { own, bytes, read } = readScrubResult(c.get('registry'), c.get('caller'), { ...ids(c), name });
    const { scrubId, mediaType } = own.job;
    const extension = name === 'changed' ? 'csv' : (extensions[mediaType ?? ''] ?? 'csv');
    const headers = downloadHeaders(own.job, name, extension, 'text/csv; charset=utf-8');
    const answer = fileAnswer(c, { tag: `${scrubId}-${name}-${bytes}`, bytes, read, headers });
    if (answer !== undefined) return answer;
    throw new Fault('RANGE_NOT_SATISFIABLE', 'the range lies outside the file', { field: 'header:Range' });
  });
  app.get('/lists/:listId/certificate', (c) => {
    const certificate = readScrubCertificate(c.get('registry'), c.get('caller'), ids(c));
    const { job } = readScrub(c.get('registry'), c.get('caller'), ids(c));
    return small(certificate, downloadHeaders(job, 'certificate', 'jws', 'application/jose'));
  });
  app.get('/lists/:listId/row-secret', (c) => {
    const { job, status } = readScrub(c.get('registry'), c.get('caller'), ids(c));
    if (job.rowSecret === undefined || status !== 'COMPLETED') {
      throw new Fault('NOT_FOUND', 'the scrub has no proofs of rows', { field: 'path' });
    }
    return small(job.rowSecret, downloadHeaders(job, 'certificate', 'jws.secret', 'text/plain; charset=utf-8'));
  });
}

function ids(c: WebContext): { readonly scrubId: string } {
  return { scrubId: c.req.param('listId') ?? '' };
}

function small(text: string, headers: Record<string, string>): Response {
  return new Response(text, { headers: { 'cache-control': 'private, no-store', ...headers } });
}

const extensions: Readonly<Record<string, string>> = { 'text/plain': 'txt', 'text/tab-separated-values': 'tsv' };

/** RFC 6266: the name in ASCII, and as the list has it. */
function downloadHeaders(job: ScrubJob, what: string, extension: string, type: string): Record<string, string> {
  const base = listName((job.name ?? '').replace(/\.(?:csv|txt|tsv|gz)+$/i, '')) || `scrub-${job.scrubId}`;
  const plain = `scrub-${job.scrubId}-${what}.${extension}`;
  const own = encodeURIComponent(`${base}-${what}.${extension}`).replaceAll(/['()*]/g, percentEncoded);
  return {
    'content-type': type,
    'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${own}`,
    'x-content-type-options': 'nosniff',
  };
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
