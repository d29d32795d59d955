import { createServer, type ListenOptions, type Server } from 'node:net';
import type { Settings } from './settings.ts';

/** A port that this process has to itself, to share among its own workers. */
export interface PortClaim {
  /** The one asked for; a free one where that was 0. */
  readonly port: number;
  release(): void;
}

/**
 * Makes sure that nobody else serves on the port: the system lets any process of the same user join in where all
 * said that they share it, and two registries would answer in turn. A listener that does not share finds who is
 * there already, and a name of the kernel's (Linux, gone with the process) keeps out who starts at the same time.
 * Rejects with EADDRINUSE.
 */
export async function claimPort({ host, port: asked }: Pick<Settings, 'host' | 'port'>): Promise<PortClaim> {
  const probe = await bound({ host, port: asked });
  const { port } = probe.address() as { port: number };
  const name = process.platform === 'linux' ? await nameClaim(host, port) : undefined;
  await new Promise((resolve) => probe.close(resolve));
  return { port, release: () => void name?.close() };
}

async function nameClaim(host: string, port: number): Promise<Server> {
  try {
    const server = await bound({ path: `\0dnd-registry ${host} ${port}` });
    server.on('connection', (socket) => socket.destroy());
    return server.unref();
  } catch (error) {
    throw Object.assign(error as Error, { port });
  }
}

function bound(options: ListenOptions): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, () => resolve(server));
  });
}
