import { cnNames } from '../../../src/core/regions/names/cn.ts';
import { esNames } from '../../../src/core/regions/names/es.ts';
import { usNames } from '../../../src/core/regions/names/us.ts';
import { placesOf, type RegionRows, regionNamed } from './places.ts';

export function cnRows(): RegionRows {
  const ids = new Map(cnNames.rows.map(([id, , en = '']) => [en, id]));
  return new Map(placesOf('86').map(([prefix, place]) => [`86${prefix}`, regionNamed(ids, place)]));
}

/** Names that the data has for provinces, beside ours. */
const otherNames = { Araba: 'ES-VI', Bizkaia: 'ES-BI', Cordova: 'ES-CO', Guipúzcoa: 'ES-SS', Tenerife: 'ES-TF' };

export function esRows(): RegionRows {
  const ids = new Map([...esNames.rows.map(([id, , en = '']) => [en, id] as const), ...Object.entries(otherNames)]);
  return new Map(placesOf('34').map(([prefix, place]) => [`34${prefix}`, regionNamed(ids, place)]));
}

/** Area codes of which the data names nothing, or a town alone (NANPA, NPA report of 4 March 2020). */
const territories = { 670: 'US-MP', 671: 'US-GU', 684: 'US-AS', 787: 'US-PR', 939: 'US-PR' };

/** A state for each area code: the data names cities by exchange too, and all of an area code lie in one state. */
export function usRows(areaCodes: ReadonlySet<string>): RegionRows {
  const ids = new Map(usNames.rows.flatMap(([id, en = '']) => [[en, id] as const, [id.slice(3), id] as const]));
  ids.set('Washington State', 'US-WA').set('Washington D.C.', 'US-DC');
  const rows = new Map<string, string>();
  const exchanges = new Map<string, Map<string, number>>();
  for (const [prefix, place] of placesOf('1')) {
    const code = prefix.slice(0, 3);
    if (!areaCodes.has(code) || code in territories) continue;
    const id = regionNamed(ids, place);
    const counts = exchanges.get(code) ?? new Map<string, number>();
    exchanges.set(code, counts.set(id, (counts.get(id) ?? 0) + 10 ** (6 - prefix.length)));
  }
  for (const [code, counts] of exchanges) rows.set(`1${code}`, stateOf(code, counts));
  for (const [code, id] of Object.entries(territories)) rows.set(`1${code}`, id);
  return rows;
}

/** The data has one exchange of New Jersey's 201 in New York; more than one would be a border that this table lacks. */
function stateOf(code: string, exchanges: ReadonlyMap<string, number>): string {
  const [[state] = [''], ...others] = [...exchanges].sort((a, b) => b[1] - a[1]);
  if (others.some(([, count]) => count > 1)) throw new Error(`${code} lies in ${[...exchanges.keys()].join(', ')}`);
  return state;
}
