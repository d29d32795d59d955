import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { inPlan } from '../../src/core/numbering-plan.ts';
import { parsePhoneNumber } from '../../src/core/phone-number.ts';
import { policies } from '../../src/core/policies/policies.ts';
import { hourMs } from '../../src/core/time.ts';
import { ensureDemo } from '../../src/node/demo.ts';
import type { DemoClient } from '../../src/node/demo-clients.ts';
import { demoEnquiry } from '../../src/node/demo-enquiry.ts';
import { type OpenedRegistry, openRegistry } from '../../src/node/open-registry.ts';
import { settingsFrom } from '../../src/node/settings.ts';
import { changeOrganisation } from '../../src/registry/organisations/change-organisation.ts';
import { operatorAtConsole } from '../../src/runtime/operator-at-console.ts';

function freshDataDir(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'dnd-demo-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  return dataDir;
}

async function opened(dataDir: string, policy = 'CN'): Promise<OpenedRegistry> {
  const one = await openRegistry(settingsFrom({ DATA_DIR: dataDir, POLICY: policy }));
  onTestFinished(() => one.close());
  return one;
}

test.each(Object.keys(policies))(
  '%s: the demo is admitted, each by the key in its file, and again changes nothing',
  async (policy) => {
    const { registry, folder } = await opened(freshDataDir(), policy);
    await ensureDemo({ registry, folder });
    const clients = JSON.parse(readFileSync(folder.clientsFile, 'utf8')) as readonly DemoClient[];
    expect(statSync(folder.clientsFile).mode & 0o777).toBe(0o600);
    for (const { clientId, role, scopes, privateJwk } of clients) {
      const { document } = registry.store.entity('ORGANISATION', clientId) ?? {};
      expect(document).toMatchObject({
        role,
        scopes,
        status: 'ACTIVE',
        demo: true,
        keys: [{ kid: privateJwk['kid'] }],
      });
    }
    expect(registry.store.entity('SENDER_IDENTITY', 'DEMO')?.document).toMatchObject({
      brand: 'demo-brand',
      categories: registry.policy.categories.map(({ id }) => id),
      agents: [{ organisationId: 'demo-call-centre' }, { organisationId: 'demo-carrier' }],
    });
    const head = registry.store.head();
    await ensureDemo({ registry, folder });
    expect(registry.store.head()).toBe(head);
    expect(readdirSync(folder.demoFolder).sort()).toEqual(['clients.json', 'pepper']);
  },
);

test('in a folder of an older program the demo gains what its roles hold since, and nothing that was taken from it', async () => {
  const { registry, folder } = await opened(freshDataDir());
  const demo = { registry, folder };
  await ensureDemo(demo);
  const scopesOf = (organisationId: string) =>
    registry.store.entity('ORGANISATION', organisationId)?.document.scopes ?? [];
  const clients = JSON.parse(readFileSync(folder.clientsFile, 'utf8')) as readonly DemoClient[];
  const older = clients.map((client) => ({
    ...client,
    scopes: client.scopes.filter((scope) => scope !== 'dnd:statistics:read'),
  }));
  writeFileSync(folder.clientsFile, JSON.stringify(older));
  for (const organisationId of ['demo-regulator', 'demo-carrier']) {
    const scopes = scopesOf(organisationId).filter((scope) => !/statistics|status|consents/.test(scope));
    await changeOrganisation(registry, operatorAtConsole, { organisationId, scopes });
  }
  await ensureDemo(demo);
  expect(scopesOf('demo-regulator')).toEqual(['dnd:log:read', 'dnd:statistics:read']);
  expect(scopesOf('demo-carrier')).not.toContain('dnd:consents:request');
  const head = registry.store.head();
  await ensureDemo(demo);
  expect(registry.store.head()).toBe(head);
});

test('two processes that start at once end with one demo, whose keys are those of the file', async () => {
  const dataDir = freshDataDir();
  const both = [await opened(dataDir), await opened(dataDir)];
  await Promise.all(both.map((one) => ensureDemo(one)));
  const clients = JSON.parse(readFileSync(both[0]!.folder.clientsFile, 'utf8')) as readonly DemoClient[];
  for (const { clientId, privateJwk } of clients) {
    const keys = both[1]!.registry.store.entity('ORGANISATION', clientId)?.document.keys.map(({ kid }) => kid);
    expect(keys).toContain(privateJwk['kid']);
  }
});

test('clients whose file was lost get new keys beside the old', async () => {
  const one = await opened(freshDataDir());
  await ensureDemo(one);
  rmSync(one.folder.clientsFile);
  await ensureDemo(one);
  const keys = one.registry.store.entity('ORGANISATION', 'demo-carrier')?.document.keys;
  const clients = JSON.parse(readFileSync(one.folder.clientsFile, 'utf8')) as readonly DemoClient[];
  expect(keys).toHaveLength(2);
  expect(keys?.[1]?.kid).toBe(clients[0]?.privateJwk['kid']);
});

test.each(Object.values(policies))(
  '$jurisdiction: what is to be pasted is allowed at every hour of a week, and refused after the opt-out',
  (policy) => {
    const monday = Date.UTC(2026, 10, 23);
    for (let hour = 0; hour < 168; hour += 1) {
      const now = monday + hour * hourMs + 59 * 60_000;
      const enquiry = demoEnquiry(policy, now);
      expect(enquiry).toMatchObject({
        before: { decision: 'ALLOW', reason: 'DEFAULT' },
        after: { decision: 'BLOCK' },
      });
      const number = parsePhoneNumber(enquiry?.phoneNumber ?? '');
      expect(number !== undefined && inPlan(policy, number)).toBe(true);
      const leftMs = (enquiry?.before.validUntil ?? 0) - now;
      expect(enquiry?.plannedAt !== undefined || leftMs >= hourMs).toBe(true);
    }
  },
);
