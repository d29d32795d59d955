import type { ApiContext } from './context.ts';

/** Where a request came from, as far as the door knows; a request made in the process has no environment at all. */
export function clientAddressOf(c: ApiContext): string | undefined {
  const environment: ApiContext['env'] | undefined = c.env;
  return environment?.clientAddress;
}
