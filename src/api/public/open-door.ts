import { clientAddressOf } from '../client-address.ts';
import type { ApiContext } from '../context.ts';
import type { Check } from '../mount.ts';

/** One address asks for so many open figures, and no more. */
export const limited: Check = (c) => {
  const { abuse, now } = c.get('registry');
  abuse.visitors.requireOpenDataRoom(clientAddressOf(c), now());
};

/** One that gets many cells asks for fewer answers. */
export function requireCellsRoom(c: ApiContext, cells: number): void {
  const { abuse, now } = c.get('registry');
  abuse.visitors.requireOpenCellsRoom(clientAddressOf(c), cells, now());
}

/** Scripts of other sites may read what everybody may, byte ranges of a Parquet file too. */
export const fromAnywhere = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'content-disposition, content-location, content-range, etag',
};
