import type { Hono } from 'hono';
import { Fault } from '../../core/fault.ts';
import type { ReportDefect } from '../../http/fault-status.ts';
import { bodyOf, declaredBytes } from '../../http/streamed-body.ts';
import { givenComplete, givenOffset, uploadOffset, uploadState } from '../../http/upload-headers.ts';
import { discardList, type OwnList, openList, readList, uploadList } from '../../registry/scrubs/kept-list.ts';
import { scrubJobLimits } from '../../registry/scrubs/scrub-job-limits.ts';
import { readForm } from '../form-fields.ts';
import { type FormFile, type FormPartsOf, formPartLimits } from '../form-parts.ts';
import { formTokenField, requireFormToken, requireOwnSite } from '../visit.ts';
import type { WebContext, WebEnv } from '../web-context.ts';
import { refusalText } from './desk-refusal.tsx';
import { listName } from './list-name.ts';
import { newListPage } from './new-list-page.tsx';

export interface ListUploadOptions {
  readonly formParts: FormPartsOf;
  readonly reportDefect: ReportDefect;
}

/** How a list comes in: as a form with a file, or by a script in parts. */
export function listUpload(app: Hono<WebEnv>, { formParts, reportDefect }: ListUploadOptions): void {
  app.get('/lists/new', (c) => newListPage(c));
  app.post('/lists/new', (c) => takeForm(c, formParts));
  const told = (take: (c: WebContext) => Promise<Response>) => async (c: WebContext) => {
    try {
      return await take(c);
    } catch (error) {
      return refusalText(c, error, reportDefect);
    }
  };
  app.post('/lists/uploads', told(openUpload));
  app.patch('/lists/:listId/input', told(takePart));
  app.get('/lists/:listId/input', told(askUpload));
}

const formBytesMax = scrubJobLimits.inputBytesMax + formPartLimits.partsMax * 16_384;

/** The token may stand behind the file: then the list is kept only once it was seen. */
async function takeForm(c: WebContext, formParts: FormPartsOf): Promise<Response> {
  requireOwnSite(c);
  if (c.req.header('content-encoding') !== undefined) throw notAForm();
  if ((declaredBytes(c) ?? 0) > formBytesMax) {
    throw new Fault('PAYLOAD_TOO_LARGE', 'the list is too large', {
      field: 'body',
      limit: `at most ${scrubJobLimits.inputBytesMax} bytes a list`,
    });
  }
  const { upload } = c.get('words').callCentre;
  const taken: OwnList[] = [];
  let token: string | undefined;
  try {
    for await (const part of formParts(c.req.header('content-type') ?? '', bodyOf(c))) {
      if (part.kind === 'FIELD') token = part.name === formTokenField ? part.value : token;
      else if (part.name === 'list') {
        if (token !== undefined) requireFormToken(c, token);
        if (taken.length > 0) throw new SeveralFiles();
        taken.push(...(await takeFile(c, part)));
      }
    }
    requireFormToken(c, token);
  } catch (error) {
    for (const own of taken) await discard(c, own);
    if (error instanceof SeveralFiles) return newListPage(c, [{ field: 'list', text: upload.severalFiles }]);
    throw error;
  }
  const [own] = taken;
  if (own === undefined) return newListPage(c, [{ field: 'list', text: upload.noFile }]);
  if (own.state.inputBytes === 0) {
    await discard(c, own);
    return newListPage(c, [{ field: 'list', text: upload.empty }]);
  }
  return c.redirect(`/lists/${own.list.scrubId}`, 303);
}

class SeveralFiles extends Error {}

/** Nothing where no file was chosen: browsers send a nameless one then. */
async function takeFile(c: WebContext, { fileName, mediaType, bytes }: FormFile): Promise<readonly OwnList[]> {
  if (fileName === '') return [];
  const opened = await openList(c.get('registry'), c.get('caller'), {
    name: listName(fileName) || c.get('words').callCentre.upload.fileLabel,
    mediaType: listTypeOf(mediaType),
  });
  const { scrubId } = opened.list;
  try {
    return [await uploadList(c.get('registry'), c.get('caller'), { scrubId, offset: 0, bytes, isLast: true })];
  } catch (error) {
    await discard(c, opened);
    throw error;
  }
}

function discard(c: WebContext, { list }: OwnList): Promise<void> {
  return discardList(c.get('registry'), c.get('caller'), list);
}

/** Types whose results bear them; what a list is, its bytes say. */
function listTypeOf(mediaType: string): string | undefined {
  const known = ['text/csv', 'text/plain', 'text/tab-separated-values'];
  return known.find((one) => one === mediaType.split(';')[0]?.trim().toLowerCase());
}

/** Of a script: `name`, `bytes` and `type` of the file that is to come. */
async function openUpload(c: WebContext): Promise<Response> {
  requireFormToken(c, c.req.header('x-form-token'));
  const form = await readForm(c);
  const { list } = await openList(c.get('registry'), c.get('caller'), {
    name: listName(form.text('name', 1_000)) || c.get('words').callCentre.upload.fileLabel,
    mediaType: listTypeOf(form.text('type', 100)),
    bytes: Number(/^\d{1,15}$/.exec(form.text('bytes', 16))?.[0] ?? 0),
  });
  return new Response(null, {
    status: 201,
    headers: { location: `/lists/${list.scrubId}`, 'cache-control': 'no-store', ...uploadState(0, false) },
  });
}

async function takePart(c: WebContext): Promise<Response> {
  requireFormToken(c, c.req.header('x-form-token'));
  const scrubId = c.req.param('listId') ?? '';
  const input = { scrubId, offset: givenOffset(c), isLast: givenComplete(c, false) };
  try {
    const bytes = { bytes: bodyOf(c), length: declaredBytes(c) };
    return uploadAnswer(await uploadList(c.get('registry'), c.get('caller'), { ...input, ...bytes }));
  } catch (error) {
    const isOffset = error instanceof Fault && error.field === uploadOffset && error.code === 'INCOMPATIBLE_STATE';
    if (!isOffset) throw error;
    return uploadAnswer(readList(c.get('registry'), c.get('caller'), { scrubId }), 409);
  }
}

async function askUpload(c: WebContext): Promise<Response> {
  const scrubId = c.req.param('listId') ?? '';
  return uploadAnswer(await readList(c.get('registry'), c.get('caller'), { scrubId }));
}

function uploadAnswer({ state }: OwnList, status: 204 | 409 = 204): Response {
  const headers = { 'cache-control': 'no-store', ...uploadState(state.inputBytes, state.inputIsComplete) };
  return new Response(null, { status, headers });
}

function notAForm(): Fault {
  return new Fault('UNSUPPORTED_MEDIA_TYPE', 'not a form with a file', { field: 'header:Content-Encoding' });
}
