import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';

const secret = (fill: number) => `whsec_${Buffer.alloc(32, fill).toString('base64')}`;
const outbound = new Webhook(secret(1));
const inbound = new Webhook(secret(2));

interface TakenText {
  readonly to: string;
  readonly text: string;
}

/** Stands in for an aggregator: takes texts as Standard Webhooks has it, and hands some in until they are taken. */
export interface Aggregator {
  /** By id: of the same id once, as the standard wants it. */
  readonly taken: ReadonlyMap<string, TakenText>;
  /** Hand-overs, those of an id that was taken before too. */
  readonly handOvers: number;
  /** Writes the links file that leads to it. */
  linksFile(folder: string): string;
  /** Hands one text in again and again, as aggregators do; resolves when it was acknowledged. */
  handIn(url: string, messageId: string, text: { from: string; to: string; text: string }): Promise<void>;
  close(): Promise<void>;
}

/** `answerMs`: how long it takes it to answer. */
export async function aggregator(answerMs: number): Promise<Aggregator> {
  const taken = new Map<string, TakenText>();
  let handOvers = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      const { data } = outbound.verify(body, request.headers as Record<string, string>) as { readonly data: TakenText };
      handOvers++;
      taken.set(request.headers['webhook-id'] as string, data);
      setTimeout(() => response.writeHead(202).end(), answerMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    taken,
    get handOvers() {
      return handOvers;
    },
    linksFile(folder) {
      const file = join(folder, 'links.json');
      const link = {
        ...{ name: 'aggregator', kind: 'WEBHOOK', organisation: 'demo-carrier', numbers: ['10086'] },
        ...{ url: `http://127.0.0.1:${port}/texts`, secret: secret(1), inboundSecrets: [secret(2)] },
      };
      writeFileSync(file, JSON.stringify({ links: [link] }), { mode: 0o600 });
      return file;
    },
    async handIn(url, messageId, data) {
      const body = JSON.stringify({ type: 'text.received', data });
      for (;;) {
        const at = new Date();
        const headers = {
          'webhook-id': messageId,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
          'webhook-signature': inbound.sign(messageId, at, body),
        };
        const response = await fetch(`${url}/links/aggregator`, { method: 'POST', headers, body }).catch(
          () => undefined,
        );
        if (response?.ok === true) return;
        if (response !== undefined && response.status < 500)
          throw new Error(`${response.status}: ${await response.text()}`);
        await wait(100);
      }
    },
    close: () => new Promise((resolve) => void server.close(() => resolve()).closeAllConnections()),
  };
}
