import { readFileSync } from 'node:fs';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { SmppLinkSettings, TlsSettings } from './smpp-link-settings.ts';

/** A connection under way. Throws where a file of the TLS settings cannot be read. */
export function openSocket(
  { host, port, tls }: Pick<SmppLinkSettings, 'host' | 'port' | 'tls'>,
  opened: () => void,
): Socket {
  const socket = tls === undefined ? connect({ host, port }, opened) : openTls(host, port, tls, opened);
  return socket.setNoDelay(true);
}

function openTls(host: string, port: number, tls: TlsSettings, opened: () => void): Socket {
  const { caFile, certificateFile, keyFile, serverName } = tls;
  const name = serverName ?? (isIP(host) === 0 ? host : undefined);
  return connectTls(
    {
      ...{ host, port, minVersion: 'TLSv1.2', rejectUnauthorized: true },
      ...(name === undefined ? {} : { servername: name }),
      ...(caFile === undefined ? {} : { ca: readFileSync(caFile) }),
      ...(certificateFile === undefined ? {} : { cert: readFileSync(certificateFile) }),
      ...(keyFile === undefined ? {} : { key: readFileSync(keyFile) }),
    },
    opened,
  );
}
