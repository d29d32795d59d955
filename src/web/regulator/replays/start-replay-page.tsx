import type { Hono } from 'hono';
import { Fault } from '../../../core/fault.ts';
import type { Policy } from '../../../core/policy.ts';
import { faultOf } from '../../../http/fault-status.ts';
import { bodyOf, declaredBytes } from '../../../http/streamed-body.ts';
import { unendedReplay } from '../../../registry/statistics/replays/read-replays.ts';
import { replayLimits } from '../../../registry/statistics/replays/replay-limits.ts';
import { startReplay } from '../../../registry/statistics/replays/start-replay.ts';
import { type FormFile, type FormPartsOf, formPartLimits } from '../../form-parts.ts';
import { FieldGroup, fieldState } from '../../shell/choice-fields.tsx';
import type { FormError } from '../../shell/error-summary.tsx';
import { Button, TextField } from '../../shell/form.tsx';
import { formTokenField, requireFormToken, requireOwnSite } from '../../visit.ts';
import type { WebContext, WebEnv } from '../../web-context.ts';
import { regulatorPage } from '../regulator-page.tsx';

export interface StartReplayOptions {
  readonly formParts: FormPartsOf;
  /** A policy as somebody wrote it down. Fault INVALID_ARGUMENT that names the part. */
  readonly givenPolicy: (document: unknown) => Policy;
}

export const replaysPath = '/desk/replays';

/** What is proposed, and the start of its comparison. */
export function startReplayPage(app: Hono<WebEnv>, { formParts, givenPolicy }: StartReplayOptions): void {
  app.get(replaysPath, (c) => replayForm(c));
  app.post(replaysPath, async (c) => {
    const { errors: words } = c.get('words').replays;
    let from = '';
    try {
      const form = await sentForm(c, formParts);
      const { file } = form;
      from = form.from;
      if (file === undefined) return replayForm(c, { from, errors: [{ field: 'policy', text: words.noFile }] });
      const policy = givenPolicy(jsonOf(file));
      const terms = { policy, ...(from === '' ? {} : { from }) };
      const { replayId } = await startReplay(c.get('registry'), c.get('caller'), terms);
      return c.redirect(`${replaysPath}/${replayId}`, 303);
    } catch (error) {
      const wrong = replayError(c, error);
      if (wrong === undefined) throw error;
      return replayForm(c, { from, errors: [wrong] });
    }
  });
}

interface SentForm {
  readonly file: string | undefined;
  readonly from: string;
}

/** White space in it; the policy itself is measured by who reads it. */
const fileBytesMax = 2 * replayLimits.policyBytesMax;
const formBytesMax = fileBytesMax + formPartLimits.partsMax * 16_384;

/** The token may stand behind the file: nothing is done before it was seen. */
async function sentForm(c: WebContext, formParts: FormPartsOf): Promise<SentForm> {
  requireOwnSite(c);
  if (c.req.header('content-encoding') !== undefined) {
    throw new Fault('UNSUPPORTED_MEDIA_TYPE', 'not a form', { field: 'header:Content-Encoding' });
  }
  if ((declaredBytes(c) ?? 0) > formBytesMax) throw tooLarge();
  const fields = new Map<string, string>();
  let file: string | undefined;
  for await (const part of formParts(c.req.header('content-type') ?? '', bodyOf(c))) {
    if (part.kind === 'FIELD') fields.set(part.name, part.value);
    else if (part.name === 'policy' && part.fileName !== '') file = await textOf(part);
  }
  requireFormToken(c, fields.get(formTokenField));
  return { file, from: (fields.get('from') ?? '').trim().slice(0, 20) };
}

/** Fault PAYLOAD_TOO_LARGE, as soon as it is. */
async function textOf({ bytes }: FormFile): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  for await (const piece of bytes) {
    length += piece.length;
    if (length > fileBytesMax) throw tooLarge();
    text += decoder.decode(piece, { stream: true });
  }
  return text + decoder.decode();
}

function tooLarge(): Fault {
  return new Fault('PAYLOAD_TOO_LARGE', 'the policy is too large', {
    field: 'policy',
    limit: `at most ${fileBytesMax} bytes`,
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new NotJson();
  }
}

class NotJson extends Error {}

/** What the person can put right on the form; undefined for anything else. */
function replayError(c: WebContext, error: unknown): FormError | undefined {
  const { errors: words } = c.get('words').replays;
  if (error instanceof NotJson) return { field: 'policy', text: words.notJson };
  const fault = faultOf(error);
  if (fault?.code === 'PAYLOAD_TOO_LARGE') return { field: 'policy', text: words.tooLarge };
  if (fault?.code === 'INCOMPATIBLE_STATE') return { field: 'policy', text: words.another };
  if (fault?.code !== 'INVALID_ARGUMENT') return undefined;
  if (fault.field === 'from') return { field: 'from', text: words.from };
  const limit = fault.limit === undefined ? '' : ` (${fault.limit})`;
  return { field: 'policy', text: words.policy(`${fault.field ?? 'policy'}: ${fault.message}${limit}`) };
}

interface ReplayFormParts {
  readonly from?: string;
  readonly errors?: readonly FormError[];
}

function replayForm(c: WebContext, { from = '', errors = [] }: ReplayFormParts = {}): Response {
  const { replays: words } = c.get('words');
  const unended = unendedReplay(c.get('registry'), c.get('caller'));
  return regulatorPage(
    c,
    { title: words.heading, current: 'REPLAYS', errors, status: errors.length > 0 ? 400 : 200, isWide: false },
    <>
      <h1 class="govuk-heading-l">{words.heading}</h1>
      <p class="govuk-body-l">{words.lead}</p>
      {unended === undefined ? null : (
        <p class="govuk-inset-text">
          <a class="govuk-link" href={`${replaysPath}/${unended.replayId}`}>
            {words.open}
          </a>
        </p>
      )}
      <p class="govuk-body">{words.how}</p>
      <p class="govuk-body">
        <a class="govuk-link" href="/v1/policy">
          {words.presentPolicy}
        </a>
      </p>
      <form action={replaysPath} method="post" enctype="multipart/form-data" novalidate>
        <input type="hidden" name={formTokenField} value={c.get('formToken')} />
        <FieldGroup c={c} id="policy" label={words.file} errors={errors}>
          <input
            {...fieldState('input', 'policy', undefined, errors)}
            class="govuk-file-upload"
            type="file"
            accept=".json,application/json"
          />
        </FieldGroup>
        <TextField
          c={c}
          id="from"
          label={words.from}
          hint={words.fromHint}
          value={from}
          errors={errors}
          width={10}
          type="text"
          maxlength={20}
        />
        <Button text={words.start} />
      </form>
    </>,
  );
}
