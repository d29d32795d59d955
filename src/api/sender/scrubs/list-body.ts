import { Fault } from '../../../core/fault.ts';
import type { ApiContext } from '../../context.ts';

/** Media types that a list may have; what it is, its bytes say. */
export const listTypes = [
  'text/csv',
  'text/plain',
  'text/tab-separated-values',
  'application/gzip',
  'application/octet-stream',
] as const;
export type ListType = (typeof listTypes)[number];

/** The declared type of a list; undefined where there is none. Fault UNSUPPORTED_MEDIA_TYPE. */
export function listTypeOf(c: ApiContext): ListType | undefined {
  const encoding = c.req.header('content-encoding') ?? 'identity';
  if (!/^(?:identity|gzip)$/i.test(encoding)) {
    throw new Fault('UNSUPPORTED_MEDIA_TYPE', 'the list is compressed in a way that is not read', {
      field: 'header:Content-Encoding',
      limit: 'gzip, or none',
    });
  }
  const header = c.req.header('content-type');
  if (header === undefined) return undefined;
  const type = listTypes.find((one) => one === header.split(';')[0]?.trim().toLowerCase());
  if (type === undefined) throw unsupportedType(listTypes);
  return type;
}

export function unsupportedType(types: readonly string[]): Fault {
  return new Fault('UNSUPPORTED_MEDIA_TYPE', 'the content type is not one this operation takes', {
    field: 'header:Content-Type',
    limit: `one of ${types.join(', ')}`,
  });
}

/** What comes out has the form of what went in, but is never compressed. */
export function resultType(type: string | undefined): string {
  return type?.startsWith('text/') === true ? type : 'application/octet-stream';
}

const extensions: Readonly<Record<string, string>> = { 'text/plain': 'txt', 'text/tab-separated-values': 'tsv' };

export function disposition(scrubId: string, name: string, type: string | undefined): string {
  return `attachment; filename="scrub-${scrubId}-${name}.${extensions[type ?? ''] ?? 'csv'}"`;
}
