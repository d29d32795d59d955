import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { cnPolicy } from '../../../src/core/policies/cn.ts';
import type { Policy } from '../../../src/core/policy.ts';
import { issueSignInLink } from '../../../src/registry/access/issue-sign-in-link.ts';
import { ScrubRunner } from '../../../src/registry/scrubs/run-scrubs.ts';
import { operatorAtConsole, setOrganisation, setSenderIdentity } from '../../registry/memory-registry.ts';
import { type PageRegistry, pageRegistry } from '../page-registry.ts';

/** A browser at a call centre's desk, and what runs its lists. */
export interface Desk extends PageRegistry {
  /** Signs a person in at an organisation, whoever was before. */
  signIn(organisationId?: string): Promise<void>;
  /** Sends a list by the form; the path that the browser is sent to. */
  sent(list: string | Uint8Array<ArrayBuffer>, name?: string): Promise<string>;
  /** Says what a list is for; where the browser is sent to. */
  asked(path: string, terms?: Readonly<Record<string, string>>): Promise<Response>;
  /** Lets every job that waits run to its end. */
  ran(): Promise<void>;
  text(path: string, headers?: Readonly<Record<string, string>>): Promise<string>;
}

export async function desk({ policy = cnPolicy }: { readonly policy?: Policy } = {}): Promise<Desk> {
  const scrubFolder = mkdtempSync(join(tmpdir(), 'dnd-desk-'));
  onTestFinished(() => rmSync(scrubFolder, { recursive: true, force: true }));
  const pages = await pageRegistry({ policy, scrubFolder });
  const { registry, clock } = pages;
  const categories = policy.categories.map(({ id }) => id);
  await setOrganisation(registry, 'brand-1');
  await setOrganisation(registry, 'caller', { role: 'CALL_CENTRE' });
  await setOrganisation(registry, 'other', { role: 'CALL_CENTRE' });
  const agents = [{ organisationId: 'caller', from: 0 }];
  await setSenderIdentity(registry, 'LENDER', { agents, categories });
  const runner = new ScrubRunner(registry, { report: (error) => expect.unreachable(String(error)) });
  return {
    ...pages,
    async signIn(organisationId = 'caller') {
      const { token } = await issueSignInLink(registry, operatorAtConsole, { organisationId, person: 'desk-7' });
      expect((await pages.post('/sign-in', { form: { token } })).status).toBe(303);
    },
    async sent(list, name = 'people.csv') {
      clock.at += 1;
      const form = new FormData();
      form.append('formToken', await pages.formToken());
      form.append('list', new Blob([list], { type: 'text/csv' }), name);
      const answer = await pages.send('/lists/new', { method: 'POST', body: form });
      expect(answer.status).toBe(303);
      return answer.headers.get('location') ?? '';
    },
    async asked(path, terms = {}) {
      clock.at += 1;
      const [category, channel] = [categories[0] ?? '', policy.channels[0]?.id ?? ''];
      const form = { name: 'June', category, channel, sender: 'LENDER', layout: 'ANNOTATED', column: '', ...terms };
      return pages.post(`${path}/start`, { form });
    },
    async ran() {
      runner.wake();
      await runner.idle();
    },
    text: async (path, headers = {}) => (await pages.get(path, headers)).text(),
  };
}
