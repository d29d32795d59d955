import { afterAll, beforeAll, describe } from 'vitest';
import { describeCarriers } from './carriers-conform.ts';
import { type Country, foundCountry } from './country.ts';
import { describeFigures } from './figures-conform.ts';
import { describeFrames } from './frames-conform.ts';
import { describeLists } from './lists-conform.ts';
import { describeLookups } from './lookups-conform.ts';
import { describeOperations } from './operations-conform.ts';
import { describeOperators } from './operators-conform.ts';
import { describePages } from './pages-conform.ts';
import { describeRestart } from './restart-conform.ts';
import { describeSubscribers } from './subscribers-conform.ts';
import type { Target } from './target.ts';

/**
 * What a registry promises over HTTP, as tests over one that runs: the same on every runtime, with one log or several.
 * `open` starts one that is nobody else's.
 */
export function describeRegistry(name: string, open: () => Promise<Target>): void {
  describe(name, () => {
    let target: Target | undefined;
    let country: Country | undefined;
    beforeAll(async () => {
      target = await open();
      country = await foundCountry(target);
    }, 180_000);
    afterAll(() => target?.stop());
    const current = (): Country => {
      if (country === undefined) throw new Error('the registry has not started');
      return country;
    };

    describe('operations', () => describeOperations(current));
    describe('frames', () => describeFrames(current));
    describe('lookups', () => describeLookups(current));
    describe('subscribers', () => describeSubscribers(current));
    describe('pages', () => describePages(current));
    describe('carriers', () => describeCarriers(current));
    describe('lists', () => describeLists(current));
    describe('figures', () => describeFigures(current));
    describe('the operator', () => describeOperators(current));
    describe('a restart', () => describeRestart(current));
  });
}
