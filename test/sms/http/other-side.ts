import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { InboundText } from '../../../src/registry/texts/receive-text.ts';
import type { LinkEnds } from '../../../src/sms/link.ts';
import type { DeliveryReceipt } from '../../../src/sms/outlet.ts';

export interface Asked {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * A server that answers what it is told to; `BREAK`: it breaks the connection off, `HANG`: it never answers, `STALL`: it
 * answers 202 and never ends its body.
 */
export async function otherSide(answer: () => Answer | 'BREAK' | 'HANG' | 'STALL') {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      asked.push({ url: request.url ?? '', headers: request.headers, body });
      const told = answer();
      if (told === 'BREAK') request.socket.destroy();
      else if (told === 'STALL') response.writeHead(202).write('0: Accepted');
      else if (told !== 'HANG') response.writeHead(told.status, told.headers).end(told.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => new Promise<void>((resolve) => void server.close(() => resolve()).closeAllConnections());
  const { port } = server.address() as AddressInfo;
  onTestFinished(close);
  return { asked, url: `http://127.0.0.1:${port}/`, close };
}

/** The registry's end of a link, which remembers what it was handed. */
export function heardEnds(): LinkEnds & { readonly texts: InboundText[]; readonly receipts: DeliveryReceipt[] } {
  const texts: InboundText[] = [];
  const receipts: DeliveryReceipt[] = [];
  return {
    texts,
    receipts,
    async takeText(text) {
      texts.push(text);
      return { status: 'RECEIVED', understoodAs: 'HELP' };
    },
    async receipt(receipt) {
      receipts.push(receipt);
    },
    log: { info() {}, warn() {}, error() {} },
  };
}
