/** A part of a posted form of the type multipart/form-data (RFC 7578). */
export type FormPart = FormField | FormFile;

export interface FormField {
  readonly kind: 'FIELD';
  readonly name: string;
  /** At most `formPartLimits.fieldBytesMax` of it. */
  readonly value: string;
}

export interface FormFile {
  readonly kind: 'FILE';
  readonly name: string;
  /** Without folders; empty where nothing was chosen. */
  readonly fileName: string;
  readonly mediaType: string;
  /** To be read before the next part is asked for: what is not is passed over. Fault INVALID_ARGUMENT where it ends early. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * Reads a form part by part, in whatever order they come, and holds no file. However the runtime does it. Faults:
 * UNSUPPORTED_MEDIA_TYPE where it is no such form, INVALID_ARGUMENT where it is damaged or ends early,
 * PAYLOAD_TOO_LARGE beyond `formPartLimits`.
 */
export type FormPartsOf = (contentType: string, body: AsyncIterable<Uint8Array>) => AsyncIterable<FormPart>;

export const formPartLimits = {
  /** Fields and files together: no form of ours has so many. */
  partsMax: 16,
  fieldBytesMax: 4_096,
  nameBytesMax: 100,
  headersMax: 20,
  headerBytesMax: 8_192,
} as const;
