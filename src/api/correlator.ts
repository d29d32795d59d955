import { Fault } from '../core/fault.ts';

const correlatorPattern = /^[a-zA-Z0-9-_:;./<>{}]{1,256}$/;

/** CAMARA's x-correlator: echoed where valid, made up where absent. */
export function correlatorOf(header: string | undefined): string {
  if (header === undefined || header === '') return crypto.randomUUID();
  if (correlatorPattern.test(header)) return header;
  throw new Fault('INVALID_ARGUMENT', 'x-correlator has characters that are not allowed', {
    field: 'header:x-correlator',
    limit: correlatorPattern.source,
  });
}
