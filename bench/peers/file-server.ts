import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The peer of a page: the same bytes, made beforehand, read from a file for each request. */
const file = process.argv[2] as string;
const headers = { 'content-type': 'text/html; charset=utf-8', 'content-length': String(statSync(file).size) };

const server = createServer((request, response) => {
  request.resume();
  response.writeHead(200, headers);
  createReadStream(file).pipe(response);
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
