import { demoClients, publicHalf } from '../node/demo-clients.ts';

/** Settings of a demo in workerd whose clients' keys stay in a file; the worker is told their public halves. */
export async function demoSettings(issuer: string, clientsFile: string): Promise<Readonly<Record<string, string>>> {
  const clients = await demoClients(clientsFile);
  const organisations = clients.map((client) => {
    const { clientId, role, scopes } = client;
    return { clientId, role, scopes, publicJwk: publicHalf(client) };
  });
  return { DND_MODE: 'demo', DND_ISSUER: issuer, DND_DEMO_CLIENTS: JSON.stringify(organisations) };
}
