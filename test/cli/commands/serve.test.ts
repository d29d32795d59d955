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
