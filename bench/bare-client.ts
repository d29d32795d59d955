import { connect, type Socket } from 'node:net';
import type { Sent } from './load.ts';

/** Status of an answer, or undefined where its connection was lost. */
type Answered = (status: number | undefined) => void;

interface Waiting {
  readonly bytes: string;
  readonly answered: Answered;
  readonly begun: (() => void) | undefined;
}

/**
 * HTTP over sockets, one request at a time on each, that looks at no more of an answer than its status and its length:
 * a stock client takes several times as long as the server that it measures.
 */
export class BareClient {
  readonly #host: string;
  readonly #port: number;
  readonly #connectionsMax: number;
  readonly #all = new Set<Connection>();
  readonly #free: Connection[] = [];
  readonly #waiting: Waiting[] = [];

  constructor(url: string, connectionsMax: number) {
    const { hostname, port } = new URL(url);
    this.#host = hostname;
    this.#port = Number(port);
    this.#connectionsMax = connectionsMax;
  }

  /** `begun`: the first byte of the answer is there. */
  send({ path, method, headers, body, nextBody }: Sent, answered: Answered, begun?: () => void): void {
    const text = nextBody?.() ?? body;
    const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = `${method} ${path} HTTP/1.1\r\nhost: ${this.#host}:${this.#port}\r\n${fields.join('')}`;
    this.#waiting.push({ bytes: `${head}content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`, answered, begun });
    this.#next();
  }

  close(): void {
    for (const connection of this.#all) connection.end();
  }

  #next(): void {
    while (this.#waiting.length > 0) {
      const connection = this.#free.pop() ?? this.#opened();
      if (connection === undefined) return;
      const { bytes, answered, begun } = this.#waiting.shift() as Waiting;
      const finished: Answered = (status) => {
        answered(status);
        this.#next();
      };
      connection.send(bytes, finished, begun);
    }
  }

  #opened(): Connection | undefined {
    if (this.#all.size >= this.#connectionsMax) return undefined;
    const connection: Connection = new Connection(connect({ host: this.#host, port: this.#port, noDelay: true }), {
      free: () => void this.#free.push(connection),
      lost: () => {
        this.#all.delete(connection);
        const place = this.#free.indexOf(connection);
        if (place >= 0) this.#free.splice(place, 1);
      },
    });
    this.#all.add(connection);
    return connection;
  }
}

interface Owner {
  /** It may take the next request. */
  free(): void;
  lost(): void;
}

class Connection {
  readonly #socket: Socket;
  readonly #owner: Owner;
  #answered: Answered | undefined;
  #begun: (() => void) | undefined;
  #status: number = 0;
  /** Of the answer that is coming in; undefined until its head is there. */
  #bytesLeft: number | undefined;
  #head: string = '';

  constructor(socket: Socket, owner: Owner) {
    this.#socket = socket;
    this.#owner = owner;
    socket.on('data', (part: Buffer) => this.#take(part));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      owner.lost();
      this.#finish(undefined);
    });
  }

  send(bytes: string, answered: Answered, begun: (() => void) | undefined): void {
    this.#answered = answered;
    this.#begun = begun;
    this.#socket.write(bytes);
  }

  end(): void {
    this.#socket.destroy();
  }

  #take(part: Buffer): void {
    this.#begun?.();
    this.#begun = undefined;
    if (this.#bytesLeft === undefined) {
      this.#head += part.toString('latin1');
      const end = this.#head.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(this.#head)?.[1] ?? 0);
      this.#status = Number(this.#head.slice(9, 12));
      this.#bytesLeft = length - (this.#head.length - end - 4);
    } else this.#bytesLeft -= part.length;
    if (this.#bytesLeft > 0) return;
    this.#bytesLeft = undefined;
    this.#head = '';
    this.#owner.free();
    this.#finish(this.#status);
  }

  #finish(status: number | undefined): void {
    const answered = this.#answered;
    this.#answered = undefined;
    answered?.(status);
  }
}
