import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** How far a client had got with taking what was answered. */
interface Taken {
  readonly bytes: number;
  readonly at: number;
}

/** The connections of a server, so that those that only wait can be told from those that hold us up. */
export class Connections {
  readonly #open = new Map<Socket, Taken | undefined>();
  readonly #answerMsMax: number;
  readonly #now: () => number;

  constructor(server: Server, answerMsMax: number, now: () => number = () => performance.now()) {
    this.#answerMsMax = answerMsMax;
    this.#now = now;
    server.on('connection', (socket: Socket) => {
      this.#open.set(socket, undefined);
      socket.once('close', () => this.#open.delete(socket));
    });
  }

  get count(): number {
    return this.#open.size;
  }

  /** Cuts clients that do not take what they were answered, and says how many. */
  look(): number {
    const now = this.#now();
    let cut = 0;
    for (const [socket, before] of this.#open) {
      const bytes = socket.bytesWritten - socket.writableLength;
      if (socket.writableLength === 0) this.#open.set(socket, undefined);
      else if (before === undefined || bytes > before.bytes) this.#open.set(socket, { bytes, at: now });
      else if (now - before.at >= this.#answerMsMax) {
        socket.destroy();
        cut++;
      }
    }
    return cut;
  }

  /** Ends the connections over which nothing is under way; `busy` are those whose requests are being answered. */
  closeIdle(busy: ReadonlySet<Socket>): void {
    for (const socket of this.#open.keys()) if (!busy.has(socket) && socket.writableLength === 0) socket.destroy();
  }

  closeAll(): void {
    for (const socket of this.#open.keys()) socket.destroy();
  }
}
