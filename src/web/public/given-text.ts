import { Fault } from '../../core/fault.ts';
import { bodyOf } from '../../http/streamed-body.ts';
import { FormFields } from '../form-fields.ts';
import type { WebContext } from '../web-context.ts';

/** As much as the answer to a batch of ten thousand may have, and room for what a form adds. */
const bytesMax = 4_200_000;
const formPattern = /^multipart\/form-data\s*;/i;

/** A form with a file: its fields, and the text of the file, empty where none was chosen. */
export interface FormWithFile {
  readonly fields: FormFields;
  readonly fileText: string;
}

/** A form as browsers send it with a file (RFC 7578). Faults: UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE, INVALID_ARGUMENT. */
export async function readFormWithFile(c: WebContext, file: string): Promise<FormWithFile> {
  const type = c.req.header('content-type') ?? '';
  if (!formPattern.test(type)) {
    throw new Fault('UNSUPPORTED_MEDIA_TYPE', 'not a form', { field: 'header:Content-Type' });
  }
  const parts = await parsed(await body(c), type);
  const fields = new URLSearchParams();
  let fileText = '';
  for (const [name, value] of parts) {
    if (typeof value === 'string') fields.append(name, value);
    else if (name === file) fileText = await value.text();
  }
  return { fields: new FormFields(fields), fileText };
}

async function parsed(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<FormData> {
  try {
    return await new Response(bytes, { headers: { 'content-type': type } }).formData();
  } catch (cause) {
    throw new Fault('INVALID_ARGUMENT', 'the form ends early', { field: 'body', cause });
  }
}

async function body(c: WebContext): Promise<Uint8Array<ArrayBuffer>> {
  const environment: WebContext['env'] | undefined = c.env;
  const read = environment?.bodyText;
  if (read !== undefined) return new TextEncoder().encode(read);
  if (Number(c.req.header('content-length') ?? 0) > bytesMax) throw tooLarge();
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of bodyOf(c)) {
    parts.push(part);
    size += part.length;
    if (size > bytesMax) throw tooLarge();
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function tooLarge(): Fault {
  return new Fault('PAYLOAD_TOO_LARGE', 'the file is too large', { field: 'body', limit: `at most ${bytesMax} bytes` });
}
