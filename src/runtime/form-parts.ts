import { finished, Readable } from 'node:stream';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { Fault } from '../core/fault.ts';
import { type FormPart, formPartLimits } from '../web/form-parts.ts';

/** `FormPartsOf`, by busboy. */
export async function* formParts(contentType: string, body: AsyncIterable<Uint8Array>): AsyncGenerator<FormPart> {
  const arriving = new ArrivingParts(parserOf(contentType));
  const source = Readable.from(body);
  const stop = finished(source, (error) => {
    if (error) arriving.fail(error);
  });
  source.pipe(arriving.parser);
  try {
    for (let part = await arriving.next(); part !== undefined; part = await arriving.next()) {
      yield part.kind === 'FILE' ? { ...part, bytes: bytesOf(part.bytes as BusboyFileStream, arriving) } : part;
      if (part.kind === 'FILE') (part.bytes as BusboyFileStream).resume();
    }
  } finally {
    stop();
    source.unpipe(arriving.parser);
    source.on('error', () => undefined).destroy();
    arriving.parser.destroy();
  }
}

function parserOf(contentType: string): BusboyInstance {
  const { partsMax, fieldBytesMax, nameBytesMax, headersMax, headerBytesMax } = formPartLimits;
  const limits = {
    parts: partsMax,
    fieldSize: fieldBytesMax,
    fieldNameSize: nameBytesMax,
    headerPairs: headersMax,
    headerSize: headerBytesMax,
  };
  if (/^multipart\/form-data\s*;.*boundary="?[^";\s]/i.test(contentType)) {
    try {
      return new Busboy({ headers: { 'content-type': contentType }, limits });
    } catch (cause) {
      throw notAForm(cause);
    }
  }
  throw notAForm();
}

function notAForm(cause?: unknown): Fault {
  return new Fault('UNSUPPORTED_MEDIA_TYPE', 'not a form with a file', { field: 'header:Content-Type', cause });
}

/** Parts as the parser tells of them, one after the other. */
class ArrivingParts {
  readonly parser: BusboyInstance;
  /** What ended the form, where nothing good did. */
  failure: unknown;
  readonly #parts: FormPart[] = [];
  #file: BusboyFileStream | undefined;
  #hasEnded: boolean = false;
  #news = Promise.withResolvers<void>();

  constructor(parser: BusboyInstance) {
    this.parser = parser;
    parser.on('field', (name, value, isNameCut, isValueCut) => {
      if (isNameCut || isValueCut) return this.fail(tooLarge('a field is too long'));
      this.#add({ kind: 'FIELD', name, value });
    });
    parser.on('file', (name, bytes, fileName, _, mediaType) => {
      // Heard where it is read; a file that nobody reads may fail as it likes.
      bytes.on('error', (error) => this.fail(error));
      this.#file = bytes;
      this.#add({ kind: 'FILE', name: String(name), fileName: fileName ?? '', mediaType, bytes });
    });
    parser.on('partsLimit', () => this.fail(tooLarge('too many parts')));
    parser.on('error', (error) => this.fail(error));
    parser.on('finish', () => {
      this.#hasEnded = true;
      this.#news.resolve();
    });
  }

  async next(): Promise<FormPart | undefined> {
    for (;;) {
      const part = this.#parts.shift();
      if (part !== undefined) return part;
      if (this.failure !== undefined) throw this.failure;
      if (this.#hasEnded) return undefined;
      await this.#news.promise;
      this.#news = Promise.withResolvers();
    }
  }

  fail(error: unknown): void {
    this.failure ??= error instanceof Fault ? error : damaged(error);
    this.#news.resolve();
    this.#file?.destroy();
  }

  #add(part: FormPart): void {
    this.#parts.push(part);
    this.#news.resolve();
  }
}

async function* bytesOf(stream: BusboyFileStream, arriving: ArrivingParts): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (error) {
    throw arriving.failure ?? damaged(error);
  }
  if (arriving.failure !== undefined) throw arriving.failure;
}

function damaged(cause: unknown): Fault {
  return new Fault('INVALID_ARGUMENT', 'the form is damaged or ended early', { field: 'body', cause });
}

function tooLarge(message: string): Fault {
  const { partsMax, fieldBytesMax, nameBytesMax } = formPartLimits;
  return new Fault('PAYLOAD_TOO_LARGE', message, {
    field: 'body',
    limit: `at most ${partsMax} parts, ${fieldBytesMax} bytes a field, ${nameBytesMax} bytes a name`,
  });
}
