import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ensureDemo } from '../../src/node/demo.ts';
import { openRegistry } from '../../src/node/open-registry.ts';
import { settingsFrom } from '../../src/node/settings.ts';
import { changeOrganisation } from '../../src/registry/organisations/change-organisation.ts';
import { operatorAtConsole } from '../../src/runtime/operator-at-console.ts';
import { shell } from '../cli/shell.ts';
import { exportedEntries } from './exported-entries.ts';
import { runningThroughout } from './running-registry.ts';

const bootstrapToken = randomBytes(32).toString('base64url');

test('a registry moves from a folder into workerd and back, and is the same but for its new keys', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dnd-moved-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const one = shell(folder);
  const opened = await openRegistry(settingsFrom({ DATA_DIR: one.dataDir }), Date.now, { use: 'COMMAND' });
  await ensureDemo(opened);
  const scopes = ['dnd:registry:export' as const, 'dnd:status:read' as const];
  await changeOrganisation(opened.registry, operatorAtConsole, { organisationId: 'demo-operator', scopes });
  await opened.close();
  writeFileSync(
    one.path('list.txt'),
    Array.from({ length: 2_000 }, (_, at) => `+861380000${String(at).padStart(4, '0')}\n`).join(''),
  );
  await one.done('import', one.path('list.txt'), '--refuse', 'all', '--write');
  const [out, back] = [one.path('out'), one.path('back')];
  await one.done('registry', 'export', '--to', out);

  const running = await runningThroughout({ DND_BOOTSTRAP_TOKEN: bootstrapToken, DND_DEMO_CLIENTS: '' });
  expect((await fetch(`${running.url}/readyz`)).status).toBe(503);
  const environment = { DND_BOOTSTRAP_TOKEN: bootstrapToken };
  const into = ['registry', 'import', out, '--jwks', join(out, 'jwks.json'), '--to', running.url];
  expect(await one.run([...into, '--write'], { environment })).toMatchObject({ exitCode: 0 });
  expect((await fetch(`${running.url}/readyz`)).status).toBe(200);
  expect(await one.run(into, { environment })).toMatchObject({ exitCode: 1 });

  const client = ['--client', join(one.dataDir, 'demo/clients.json')];
  const token = await one.done('token', 'demo-call-centre', ...client, '--remote', running.url);
  const answer = await fetch(`${running.url}/v1/lookup`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ phoneNumber: '+8613800000007', category: 'FIN_CREDIT', channel: 'VOICE', sender: 'DEMO' }),
  });
  expect(await answer.json()).toMatchObject({ decision: 'BLOCK' });

  const from = ['--from', running.url, ...client, '--client-id', 'demo-operator'];
  await one.done('registry', 'export', '--to', back, ...from);
  const moved = one.path('moved');
  const jwks = `${running.url}/.well-known/jwks.json`;
  await one.done('registry', 'import', back, '--jwks', jwks, '--data-dir', moved, '--write');
  expect(await one.done('audit', '--data-dir', moved)).toContain(', 0 findings');
  const [before, after] = [exportedEntries(out), exportedEntries(back)];
  expect(after.slice(0, before.length)).toEqual(before);
  const since = after.slice(before.length);
  expect(since.every((line) => /SIGNING_KEYS_SET|REGISTRY_EXPORT_SET/.test(line))).toBe(true);
}, 120_000);
