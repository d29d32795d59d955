import { createServer, type ListenOptions, type Server } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { claimPort } from '../../src/node/port-claim.ts';

const host = '127.0.0.1';

function listening(options: ListenOptions): Promise<Server> {
  const server = createServer();
  onTestFinished(() => void server.close());
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, ...options }, () => resolve(server));
  });
}

async function claimed(port: number) {
  const claim = await claimPort({ host, port });
  onTestFinished(claim.release);
  return claim;
}

test('the workers of one registry share its port; another registry is refused it by name', async () => {
  const { port } = await claimed(0);
  expect(port).toBeGreaterThan(0);
  await listening({ port, reusePort: true });
  await listening({ port, reusePort: true });
  await expect(claimPort({ host, port })).rejects.toMatchObject({ code: 'EADDRINUSE', port });
  await expect(listening({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('of two that start at once, before any worker listens, one is refused', async () => {
  const { port } = await claimed(0);
  await expect(claimPort({ host, port })).rejects.toMatchObject({ code: 'EADDRINUSE', port });
});

test('what was released can be claimed again', async () => {
  const first = await claimPort({ host, port: 0 });
  first.release();
  expect((await claimed(first.port)).port).toBe(first.port);
});
