import { expect } from 'vitest';
import type { Policy } from '../../../src/core/policy.ts';
import type { FiguresShown, PeriodId, Release } from '../../../src/core/statistics/release.ts';
import { issueSignInLink } from '../../../src/registry/access/issue-sign-in-link.ts';
import type { Registry } from '../../../src/registry/registry.ts';
import { operatorAtConsole, setOrganisation } from '../../registry/memory-registry.ts';
import { writtenRelease } from '../../registry/statistics/written-release.ts';
import { type PageRegistry, pageRegistry } from '../page-registry.ts';
import { madeRelease } from './made-releases.ts';

/** A browser at the regulator’s desk. */
export interface RegulatorsDesk extends PageRegistry {
  signIn(organisationId?: string): Promise<void>;
  /** Puts releases into the log; of a period alone, with made-up figures. */
  release(...releases: readonly (PeriodId | Release)[]): Promise<void>;
  /** A page of somebody who looks a little later than before. */
  text(path: string, headers?: Readonly<Record<string, string>>): Promise<string>;
  /** The trail, oldest first. */
  trail(): readonly FiguresShown[];
}

interface DeskOptions {
  readonly policy?: Policy;
  readonly over?: (registry: Registry) => Registry;
}

export async function regulatorsDesk({ policy, over }: DeskOptions = {}): Promise<RegulatorsDesk> {
  const pages = await pageRegistry(policy === undefined ? {} : { policy }, over);
  const { registry } = pages;
  await setOrganisation(registry, 'regulator', { role: 'REGULATOR', name: 'The regulator' });
  await setOrganisation(registry, 'caller', { role: 'CALL_CENTRE' });
  return {
    ...pages,
    async signIn(organisationId = 'regulator') {
      const { token } = await issueSignInLink(registry, operatorAtConsole, { organisationId, person: 'Ann' });
      expect((await pages.post('/sign-in', { form: { token } })).status).toBe(303);
    },
    async release(...releases) {
      for (const period of releases) {
        await writtenRelease(registry, typeof period === 'string' ? madeRelease({ period }) : period);
      }
    },
    async text(path, headers = {}) {
      pages.clock.at += 1;
      return (await pages.get(path, { 'accept-language': 'en', ...headers })).text();
    },
    trail: () => registry.store.entities('FIGURES_SHOWN', '', 1_000).map(({ document }) => document),
  };
}

/** The texts of the cells of a page’s table of figures, row by row. */
export function shownCells(html: string): readonly (readonly string[])[] {
  const table = /id="figures".*?<table.*?<tbody[^>]*>(.*?)<\/tbody>/s.exec(html)?.[1] ?? '';
  return [...table.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) => cell.replaceAll(/<[^>]+>/g, '').trim()),
  );
}
