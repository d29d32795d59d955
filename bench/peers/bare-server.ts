import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The peer of every HTTP figure: reads the body and answers a constant of the size given, with one header. */
const constant = 'x'.repeat(Number(process.argv[2] ?? 1_000));
const headers = { 'content-type': 'application/json', 'content-length': String(constant.length) };

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    Buffer.concat(parts).toString();
    response.writeHead(200, headers);
    response.end(constant);
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
