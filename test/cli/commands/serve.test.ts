import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { shell } from '../shell.ts';

test('a port that is taken is named, with the way out', async () => {
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const { exitCode, out, notes } = await shell().run(['serve'], { environment: { PORT: String(port) } });
  expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
  expect(notes).toBe(`dnd: PORT: ${port} is taken; set another one, as in PORT=8788 npm start`);
});

test('what a demo prints looks for its files where the command line does, unless they are elsewhere', async () => {
  const { exitCode, out, notes } = await shell().run(['serve'], { environment: { PORT: '0', LOG_LEVEL: 'silent' } });
  expect({ exitCode, notes }).toMatchObject({ exitCode: 0, notes: expect.stringContaining('Stopping') as string });
  expect(out).toMatch(/^# The do-not-disturb registry answers at http:\/\/127\.0\.0\.1:\d+, policy CN-2026\.1\./);
  expect(out).toContain('/data/demo/clients.json');
});

test('with several workers it says where it serves once all do, and ends when it is stopped', async () => {
  const environment = { PORT: '0', LOG_LEVEL: 'silent' };
  const { exitCode, out, notes } = await shell().run(['serve', '--workers', '2'], { environment });
  expect({ exitCode, notes }).toEqual({ exitCode: 0, notes: expect.stringContaining('Stopping') as string });
  expect(out).toMatch(/^# The do-not-disturb registry answers at http:\/\/127\.0\.0\.1:[1-9]\d*, policy CN-2026\.1\./);
});

test('a worker that cannot start says why, and the others end with it', async () => {
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const environment = { PORT: '0', LOG_LEVEL: 'silent', WORKERS: '2', METRICS_PORT: String(port - 1) };
  const { exitCode, out, notes } = await shell().run(['serve'], { environment });
  expect({ exitCode, out, notes }).toEqual({ exitCode: 1, out: '', notes: `dnd: METRICS_PORT: ${port} is taken` });
});

test('a count of workers that makes no sense is refused by its name', async () => {
  const { exitCode, notes } = await shell().run(['serve', '--workers', 'many']);
  expect({ exitCode, notes }).toEqual({ exitCode: 1, notes: expect.stringMatching(/^dnd: WORKERS: /) as string });
});
