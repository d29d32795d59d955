import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importJWK, SignJWT } from 'jose';

interface DemoClient {
  readonly clientId: string;
  readonly privateJwk: Readonly<Record<string, string>>;
}

/** An access token of a demo client of the registry at `url`. */
export async function tokenOf(url: string, dataDir: string, clientId: string): Promise<string> {
  const clients = JSON.parse(readFileSync(join(dataDir, 'demo', 'clients.json'), 'utf8')) as readonly DemoClient[];
  const client = clients.find((one) => one.clientId === clientId);
  if (client === undefined) throw new Error(`no demo client ${clientId}`);
  const { privateJwk } = client;
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: privateJwk['kid'] as string })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(url)
    .setJti(crypto.randomUUID())
    .setIssuedAt()
    .setExpirationTime('2m')
    .sign(await importJWK(privateJwk, 'ES256'));
  const response = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}
